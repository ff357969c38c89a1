import type { CalibrationFigure, CalibrationResult } from "../page/result.ts";

/** What an experiment finds; who ran it, when and where is added by who keeps it. */
export type Findings = Pick<CalibrationResult, "title" | "method" | "figures" | "table" | "plots">;

/** Called between comparisons: shows progress, lets the event loop turn, throws when interrupted. */
export type Tick = (done: number, total: number) => Promise<void>;

/** What the interval should cover. */
export const coverageBand = [0.93, 0.97] as const;

export function percent(part: number, digits = 1): string {
  return `${(100 * part).toFixed(digits)} %`;
}

export function atMost(name: string, value: number, limit: number): CalibrationFigure {
  const target = `at most ${percent(limit, 0)}`;
  return { name, value, text: percent(value), target, met: value <= limit };
}

export function atLeast(name: string, value: number, limit: number): CalibrationFigure {
  const target = `at least ${percent(limit, 0)}`;
  return { name, value, text: percent(value), target, met: value >= limit };
}

export function covers(name: string, value: number): CalibrationFigure {
  const [low, high] = coverageBand;
  const met = value >= low && value <= high;
  return { name, value, text: percent(value), target: "93-97 %", met };
}

export function shown(name: string, value: number, text = percent(value)): CalibrationFigure {
  return { name, value, text, target: "-", met: null };
}
