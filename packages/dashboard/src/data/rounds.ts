import { median } from "@vmoe-bench/measure";
import { digits } from "./digits.ts";
import type { CellRecords } from "./records-of.ts";
import type { CellDetail, DashboardCell } from "./schema.ts";

const minuteMs = 60_000;

/** A point a block, or a minute of a longer one, with its quartiles. */
export function roundsOf({ latency }: CellRecords, startedAt: string): CellDetail["rounds"] {
  return latency.flatMap((record) => {
    const began = Math.max(0, Date.parse(record.startedAt) - Date.parse(startedAt));
    return minutesOf(record.measurement.samplesMs).map(({ fromMs, samples }) => {
      const sorted = samples.toSorted((a, b) => a - b);
      const at = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;
      return {
        atSeconds: digits((began + fromMs) / 1_000),
        medianMs: digits(median(samples) ?? at(0.5)),
        lowMs: digits(at(0.25)),
        highMs: digits(at(0.75)),
      };
    });
  });
}

export function changeOf(rounds: CellDetail["rounds"]): DashboardCell["sustained"] {
  const [first, last] = [rounds[0], rounds.at(-1)];
  if (first === undefined || last === undefined || rounds.length < 2 || first.medianMs === 0)
    return null;
  return { points: rounds.length, change: digits(last.medianMs / first.medianMs - 1, 3) };
}

function minutesOf(samplesMs: readonly number[]): { fromMs: number; samples: number[] }[] {
  const minutes: { fromMs: number; samples: number[] }[] = [];
  let time = 0;
  for (const sample of samplesMs) {
    const minute = Math.floor(time / minuteMs);
    const current = minutes.at(-1);
    if (current === undefined || current.fromMs < minute * minuteMs)
      minutes.push({ fromMs: minute * minuteMs, samples: [sample] });
    else current.samples.push(sample);
    time += sample;
  }
  return minutes;
}
