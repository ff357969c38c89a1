import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import type { Row } from "../summary/row.ts";
import { wholeRun } from "../testing/run.ts";
import { measuredTable } from "./measured-table.ts";
import { pivotOf } from "./pivot.ts";
import { queryText } from "./tables.ts";

const plain = summarise(wholeRun());
const offline = { scenario: { kind: "offline" } } as const;
const camera = { scenario: { kind: "camera", framesPerSecond: 30, queue: 1 } } as const;
const multi = { scenario: { kind: "multi-stream" }, batch: 8 } as const;

function rowsWith(...changes: readonly Partial<Row["arm"]>[]): Row[] {
  return plain.rows
    .slice(1)
    .flatMap((row) => changes.map((change) => ({ ...row, arm: { ...row.arm, ...change } })));
}

test.each([
  [[{}], "a batch of 1"],
  [[multi], "a batch of 8"],
  [[{}, multi], "a batch"],
  [[{ ...offline, batch: 8 }], "a pass over all images in batches of 8"],
  [[offline, { ...offline, batch: 8 }], "a pass over all images"],
  [[camera], "a frame since it was due"],
  [[{}, camera], "a batch of 1 or a frame since it was due (camera)"],
  [
    [{}, multi, offline, camera],
    "a batch, a pass over all images (offline) or a frame since it was due (camera)",
  ],
])("what the latency of %j is of", (changes, text) => {
  expect(queryText(rowsWith(...changes).map(({ arm }) => arm))).toBe(text);
});

test("the titles of latencies say what they are of", () => {
  const summary = { ...plain, rows: rowsWith(offline, camera) };
  const of =
    "latency of a pass over all images in batches of 1 (offline) or a frame since it was due (camera) in ms";
  expect(measuredTable(summary).title).toContain(of);
  expect(pivotOf([summary], "device").tables.map(({ title }) => title)).toContain(`Median ${of}`);
});
