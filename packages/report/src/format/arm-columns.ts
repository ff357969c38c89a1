import { scenarioName, type Arm } from "@vmoe-bench/contracts";
import { safeText } from "./safe-text.ts";
import { left, right, runAs, type Column } from "./tables.ts";

/** The leading columns of a table of arms, and what each arm has in them. */
interface ArmColumns {
  readonly columns: readonly Column[];
  /** Of them, those up to the backend; they name a group of rows. */
  readonly shared: number;
  /** Of them, those after it. */
  readonly keys: number;
  readonly cells: (arm: Arm) => string[];
}

/** Whether arms differ in a part, so that it must be told. */
interface Differing {
  readonly data: boolean;
  readonly scenario: boolean;
  readonly batch: boolean;
  readonly threads: boolean;
}

/**
 * A column for each part in which arms differ; what is the same in all has none (rule 18). Where batch
 * and scenario don't matter, these are arms `apartFromQueries`, which don't differ in them.
 * @param arms of all rows of the run: each of its tables tells them apart alike
 */
export function armColumns(arms: readonly Arm[]): ArmColumns {
  const { data, scenario, batch, threads } = differing(arms);
  const group = [
    part(true, left("model"), ({ model }) => safeText(model)),
    part(data, left("data"), dataText),
    part(true, left("backend"), ({ backend }) => backend),
  ].flat();
  const keys = [
    part(true, left("strategy"), runAs),
    part(scenario, left("scenario"), (arm) => scenarioName(arm.scenario)),
    part(batch, right("batch"), (arm) => String(arm.batch)),
    part(threads, right("threads"), (arm) => String(arm.threads)),
  ].flat();
  const parts = [...group, ...keys];
  return {
    columns: parts.map(({ column }) => column),
    shared: group.length,
    keys: keys.length,
    cells: (arm) => parts.map(({ text }) => text(arm)),
  };
}

/** A scenario is told wherever one is not the usual one. */
export function differing(arms: readonly Arm[]): Differing {
  const differ = (of: (arm: Arm) => unknown) => new Set(arms.map(of)).size > 1;
  return {
    data: differ(({ data }) => data),
    scenario: arms.some(({ scenario }) => scenario.kind !== "single-stream"),
    batch: differ(({ batch }) => batch),
    threads: differ(({ threads }) => threads),
  };
}

/** "cifar-10/test" */
export function dataText({ data }: Arm): string {
  return safeText(data ?? "the suite's");
}

/** "2 threads" */
export function threadsText(count: number): string {
  return `${count} thread${count === 1 ? "" : "s"}`;
}

function part(told: boolean, column: Column, text: (arm: Arm) => string) {
  return told ? [{ column, text }] : [];
}
