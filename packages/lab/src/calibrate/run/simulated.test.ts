import { expect, test } from "vitest";
import { readRecorded } from "../recorded.ts";
import { simulatePower } from "../experiments/index.ts";
import type { CalibrationContext } from "../experiment.ts";

const contextWith = (more: Partial<CalibrationContext>): CalibrationContext => ({
  quick: true,
  comparisons: undefined,
  signal: new AbortController().signal,
  stateDir: "",
  progress: () => undefined,
  ...more,
});

test("the committed runs are noise: rounds of about two seconds", async () => {
  const { noise, roundSeconds } = await readRecorded();
  expect(noise.name).toBe("recorded");
  expect(roundSeconds).toBeGreaterThan(1);
  expect(roundSeconds).toBeLessThan(3);
});

test("the small version finds true differences, reports its progress, and is repeatable", async () => {
  const seen: number[] = [];
  const progress = (done: number, total: number) => seen.push(done / total);
  const first = await simulatePower(contextWith({ progress }));
  expect(first).toEqual(await simulatePower(contextWith({})));
  expect(seen.at(-1)).toBe(1);
  const found = first.figures.find(
    ({ name }) => name === "a true 10 % difference is called slower",
  );
  expect(found?.value).toBeGreaterThan(0.95);
});

test("an interrupt ends it", async () => {
  const controller = new AbortController();
  controller.abort(new Error("stopped"));
  await expect(simulatePower(contextWith({ signal: controller.signal }))).rejects.toThrow(
    "stopped",
  );
});
