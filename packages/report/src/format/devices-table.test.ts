import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import type { Summary } from "../summary/row.ts";
import { wholeRun } from "../testing/run.ts";
import { devicesTable } from "./devices-table.ts";
import { plain } from "./text.ts";
import { pivotOf } from "./pivot.ts";
import { drawText } from "./terminal.ts";

/** A device on which the V-MoE takes this many times the dense model's 1 ms in every round. */
function device(id: string, sparseMs: number, startedAt = "2026-01-01T00:00:00.000Z"): Summary {
  const summary = summarise(wholeRun({ denseMs: 1, sparseMs, deviceName: id }));
  return { ...summary, startedAt, device: { id, name: id, threads: 1 } };
}

test("one verdict over three devices, from their ratios alone", () => {
  // Logs of 0.8, 1 and 1.25: mean 0, standard deviation ln 1.25 = 0.2231, t(2) 4.3027:
  // half width 0.5543, and for the next device 1.1087.
  const { rows } = devicesTable([device("a", 0.8), device("b", 1), device("c", 1.25)]);
  expect(rows.map((row) => row.slice(2))).toEqual([
    ["ort-node/cpu", "gather", "1 of 3", "1 of 3", "1.00 [0.57, 1.74]", "[0.33, 3.03]", "-"],
  ]);
});

test("a device counts once, by its newest run", () => {
  const runs = [
    device("a", 5, "2026-01-02T00:00:00.000Z"),
    device("a", 1, "2026-01-01T00:00:00.000Z"),
    device("b", 5),
    device("c", 5),
  ];
  expect(devicesTable(runs).rows[0]?.slice(4, 7)).toEqual([
    "0 of 3",
    "3 of 3",
    "5.00 [5.00, 5.00]",
  ]);
});

test("two devices are not enough, and a row without a claim is none", () => {
  const summaries = [device("a", 1), device("b", 1), device("c", 1)];
  expect(devicesTable(summaries.slice(1)).rows).toEqual([]);
  const [first = device("a", 1), ...others] = summaries;
  const rows = first.rows.map((row) => ({ ...row, verdict: "no-claim" as const }));
  const invalid: Summary = { ...first, rows };
  expect(devicesTable([invalid, ...others]).rows).toEqual([]);
});

test("it stands first where devices stand side by side", () => {
  const text = drawText(pivotOf([device("a", 0.8), device("b", 1), device("c", 1.25)], "device"), {
    width: 100,
    paint: plain,
  });
  expect(text.indexOf("Over the devices")).toBeGreaterThan(0);
  expect(text.indexOf("Over the devices")).toBeLessThan(text.indexOf("Top-1"));
  expect(text).toContain("the next device's ratio lies");
});
