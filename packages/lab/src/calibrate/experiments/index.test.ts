import { expect, test } from "vitest";
import { readRecorded, recordedNoise } from "../recorded.ts";
import { simulatePower } from "./index.ts";
import type { CalibrationContext } from "../experiment.ts";
import { simulatedNoise } from "../noise.ts";
import { intervalsExperiment } from "./intervals.ts";
import { powerExperiment } from "./power.ts";
import { verdictsExperiment } from "./verdicts.ts";

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
  const figure = first.figures.find(
    ({ name }) => name === "a true 10 % difference is called slower",
  );
  expect(figure?.value).toBeGreaterThan(0.95);
});

test("an interrupt ends it", async () => {
  const controller = new AbortController();
  controller.abort(new Error("stopped"));
  await expect(simulatePower(contextWith({ signal: controller.signal }))).rejects.toThrow(
    "stopped",
  );
});

const noTick = async () => undefined;
const exact = recordedNoise([
  { backend: "a", blocks: [[1], [1]] },
  { backend: "a", blocks: [[2], [2]] },
]);

test("without noise every verdict is right at once", async () => {
  const verdicts = await verdictsExperiment([exact], { count: 100, seed: 1 }, noTick);
  const rates = Object.fromEntries(verdicts.figures.map(({ name, value }) => [name, value]));
  expect(rates).toMatchObject({
    "A/A called different, recorded, 5 rounds": 0,
    "A/A called different, recorded, stopping": 0,
  });
  expect(verdicts.table?.rows[0]?.slice(-2)).toEqual(["5", "5"]);
});

test("without noise differences are found in the first five rounds", async () => {
  const asked = { count: 100, seed: 1, roundSeconds: 2 };
  const { figures } = await powerExperiment(exact, asked, noTick);
  expect(figures.map(({ value }) => value)).toEqual([1, 1, expect.any(Number), 10, 1]);
  expect(figures.every(({ met }) => met !== false)).toBe(true);
});

test("the interval covers 95 % with and without stopping, the bootstrap nearly all of clean noise", async () => {
  const clean = simulatedNoise.slice(0, 2);
  const { figures } = await verdictsExperiment(clean, { count: 1_000, seed: 3 }, noTick);
  const covered = figures.filter(({ name }) => name.startsWith("coverage"));
  expect(covered).toHaveLength(12);
  for (const { value } of covered) {
    expect(value).toBeGreaterThan(0.92);
    expect(value).toBeLessThan(0.98);
  }
  const asked = { count: 40, bootstraps: 10, seed: 3 };
  const { plots } = await intervalsExperiment(clean.slice(0, 1), asked, noTick);
  const [plot] = plots;
  const bootstrap =
    plot?.kind === "rates" && plot.points.find(({ series }) => series.includes("boot"));
  expect(bootstrap).toMatchObject({ value: 100 });
});
