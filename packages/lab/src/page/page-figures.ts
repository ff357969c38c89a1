import type { FigureSet } from "../figure.ts";
import { measureFirstVisit } from "./first-visit.ts";
import { measurePageLatency } from "./page-latency.ts";
import { measurePageOverhead } from "./page-overhead.ts";

export const pageFigures: FigureSet = {
  bytes: measureFirstVisit,
  overhead: measurePageOverhead,
  latency: measurePageLatency,
};
