import { scenarioName } from "@vmoe-bench/contracts";
import { logErrorOf, ratioOverDevices, type MedianRatio } from "@vmoe-bench/measure";
import type { Row, Summary } from "../summary/row.ts";
import { none } from "./numbers.ts";
import { safeText } from "./text.ts";
import { intervalColumn, left, right, runAs, type TextTable } from "./tables.ts";

interface OnDevice {
  readonly row: Row;
  readonly ratio: MedianRatio;
}

/**
 * One verdict over devices, for each arm that at least three have: on how many it is faster, the ratio
 * over all of them, and where that of the next device lies. A device counts once, by its newest run;
 * of an invalid row nothing is claimed (rule 12), so it counts nowhere.
 */
export function devicesTable(summaries: readonly Summary[]): TextTable {
  const arms = new Map<string, { names: readonly string[]; devices: Map<string, OnDevice> }>();
  const oldestFirst = summaries.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt));
  for (const { device, dataset, rows } of oldestFirst)
    for (const row of rows) {
      const { ratio, verdict, baseline } = row;
      if (ratio === null || verdict === "no-claim" || baseline === null) continue;
      const names = namesOf(row, baseline, dataset);
      const key = JSON.stringify(names);
      const arm = arms.get(key) ?? { names: names.slice(0, 4), devices: new Map() };
      arm.devices.set(device.id, { row, ratio });
      arms.set(key, arm);
    }
  return {
    title: "Over the devices: latency over the dense baseline's, each device once",
    shared: 2,
    keys: 2,
    columns: [
      left("model"),
      left("over"),
      left("backend"),
      left("strategy"),
      right("faster on"),
      right("slower on"),
      intervalColumn("ratio [95 %]", "ratio"),
      right("next device [95 %]", "next device"),
      right("I²"),
    ],
    rows: [...arms.values()].flatMap(({ names, devices }) => {
      const cells = pooledCells([...devices.values()]);
      return cells === undefined ? [] : [[...names, ...cells]];
    }),
  };
}

/** The first four are shown; the others tell arms apart. */
function namesOf({ arm }: Row, baseline: string, dataset: string): string[] {
  return [
    safeText(arm.model),
    safeText(baseline),
    arm.backend,
    runAs(arm),
    String(arm.batch),
    String(arm.threads),
    scenarioName(arm.scenario),
    arm.data ?? dataset,
  ];
}

function pooledCells(devices: readonly OnDevice[]): string[] | undefined {
  const pooled = ratioOverDevices(
    devices.map(({ ratio }) => ({ ratio: ratio.ratio, logError: logErrorOf(ratio) })),
  );
  if (pooled === undefined) return undefined;
  const { ratio, low, high, next, iSquared } = pooled;
  const on = (verdict: Row["verdict"]) =>
    `${devices.filter(({ row }) => row.verdict === verdict).length} of ${devices.length}`;
  return [
    on("faster"),
    on("slower"),
    `${ratio.toFixed(2)} ${range(low, high)}`,
    range(next.low, next.high),
    iSquared === null ? none : `${Math.round(100 * iSquared)} %`,
  ];
}

function range(low: number, high: number): string {
  return `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

export const devicesRemark =
  "Over the devices: the geometric mean of their ratios, with Student's t between them, and the 95 % interval in which the next device's ratio lies. I² is the part of their differences that their own errors do not explain. The number of devices, not of images or rounds, is what makes it narrow.";
