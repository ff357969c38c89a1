import { summarise } from "../summary/summarise.ts";
import { wholeRun, withEnds } from "../testing/run.ts";
import { expect, test } from "vitest";
import { resultOf } from "./phone-answer.ts";

test("a phone's last screen opens with the answer", () => {
  const { lines, ratios } = resultOf(summarise(wholeRun()), { status: "finished" });
  expect(lines[0]).toBe("The dense model is better here: faster, no accuracy difference shown.");
  expect(lines.some((line) => /^Accuracy: .* points \[.*\], paired on/.test(line))).toBe(true);
  expect(lines.some((line) => line.startsWith("Trust: "))).toBe(true);
  expect(ratios).toMatchObject([{ verdict: "slower" }]);
  expect(lines.slice(-2)).toEqual([
    "All blocks have ended.",
    "The records are on the computer, as run run-1.",
  ]);
});

test("a run that was stopped says so first", () => {
  const stopped = summarise(withEnds(wholeRun(), { 7: null }));
  const { lines } = resultOf(stopped, { status: "aborted" });
  expect(lines[0]).toMatch(/^UNFINISHED: 7 of 8 blocks completed/);
});
