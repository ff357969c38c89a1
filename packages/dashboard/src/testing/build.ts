import type { ModelCard, TrainingResult } from "@vmoe-bench/contracts";
import type { RunData } from "@vmoe-bench/report";
import { mergeRuns } from "../data/merge.ts";
import { reduceRun, type BesideRun, type RunPart } from "../data/run-part.ts";
import type { CellDetail, DashboardData } from "../data/schema.ts";

export interface Dashboard {
  readonly data: DashboardData;
  readonly details: readonly CellDetail[];
}

interface Input extends Omit<BesideRun, "cardOf"> {
  readonly cards: readonly ModelCard[];
  readonly runs: readonly RunData[];
  readonly training: readonly TrainingResult[];
}

/** All at once, which only few runs have room for. */
export function buildDashboardData({ runs, training, cards, pictures }: Input): Dashboard {
  const parts: RunPart[] = [];
  const details: CellDetail[] = [];
  const cardOf = (model: string) => cards.find(({ id }) => id === model);
  let first = 0;
  for (const run of runs) {
    const reduced = reduceRun(run, { cardOf, pictures }, first);
    first += reduced.part.cells.length;
    parts.push(reduced.part);
    details.push(...reduced.details);
  }
  return { data: mergeRuns(parts, training), details };
}
