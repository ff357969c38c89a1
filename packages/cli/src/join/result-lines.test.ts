import { summarise } from "@vmoe-bench/report";
import { wholeRun, withEnds } from "@vmoe-bench/report/testing";
import { expect, test } from "vitest";
import { resultLines } from "./result-lines.ts";

const ended = {
  counts: { completed: 8, unsupported: 0, failed: 0, aborted: 0 },
  planned: 8,
  leftOut: 0,
};

test("a phone's last screen opens with the answer", () => {
  const lines = resultLines(summarise(wholeRun()), { status: "finished", ...ended });
  expect(lines[0]).toBe("The dense twin is better here: faster, no");
  expect(lines.slice(-2)).toEqual([
    "All blocks have ended.",
    "The records are on the computer, as run run-1.",
  ]);
});

test("a run that was stopped says so first", () => {
  const stopped = summarise(withEnds(wholeRun(), { 7: null }));
  const lines = resultLines(stopped, { status: "aborted", ...ended });
  expect(lines[0]).toMatch(/^UNFINISHED: 7 of 8 blocks completed/);
});
