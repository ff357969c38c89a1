import { type BlockRecord, knownFlops, type Provenance } from "@vmoe-bench/contracts";
import type { RunData } from "./run-data.ts";

/** What differs between two runs of the same that a reader should know. */
export function notesOn(before: RunData, after: RunData): string[] {
  const [was, is] = [valuesByFact(before), valuesByFact(after)];
  return [...was].flatMap(([name, values]) => {
    const later = is.get(name);
    // A run that completed no block of a backend says nothing of its runtime.
    if (later === undefined) return [];
    const [a, b] = [[...values].join(" and "), [...later].join(" and ")];
    return a === b ? [] : [`${name}: ${a}, then ${b}`];
  });
}

/** Values by name, each once, in the order of the records. */
function valuesByFact({ records }: RunData): Map<string, Set<string>> {
  const facts = new Map<string, Set<string>>();
  for (const record of records) {
    if (record.status !== "completed") continue;
    for (const [name, value] of named(record.provenance, record.arm.backend)) {
      const values = facts.get(name) ?? new Set();
      facts.set(name, values.add(value ?? "not known"));
    }
  }
  return facts;
}

function named(
  { harness, system, runtime }: Provenance,
  backend: string,
): (readonly [name: string, value: string | null])[] {
  return [
    ["harness commit", harness.commit],
    ["system", system.release],
    ["governor", system.governor],
    ...Object.entries(runtime.versions).map(
      ([name, version]) => [`${name} of ${backend}`, version] as const,
    ),
  ];
}

/** Models that the user says are the same, by their names in the earlier run. */
export type SameModels = ReadonlyMap<string, string>;

/** What is known of a model from its completed blocks. */
interface ModelFacts {
  readonly hashes: ReadonlySet<string>;
  readonly graphs: ReadonlySet<string>;
  /** 2 x MAC of an image, dense-equivalent; undefined where they are unknown. */
  readonly flops: number | undefined;
}

/** What changed in the models of two runs: weights, or the graph. A sentence for each that did. */
export function modelNotes(before: RunData, after: RunData, same: SameModels): string[] {
  const [earlier, later] = [modelsOf(before), modelsOf(after)];
  return [...earlier].flatMap(([name, was]) => {
    const now = same.get(name) ?? name;
    const is = later.get(now);
    if (is === undefined || areEqual(was.hashes, is.hashes, was.graphs, is.graphs)) return [];
    const called = now === name ? name : `${name}, then ${now}`;
    return [
      `model ${called}: ${changeOf(was, is)} (${shown(was)}, then ${shown(is)})${cost(was, is)}`,
    ];
  });
}

function changeOf(was: ModelFacts, is: ModelFacts): string {
  if (was.graphs.size === 0 || is.graphs.size === 0)
    return "other weights or another graph; records of earlier versions do not say which";
  return areEqual(was.graphs, is.graphs) ? "other weights of the same graph" : "another graph";
}

function cost({ flops: a }: ModelFacts, { flops: b }: ModelFacts): string {
  if (a === undefined || b === undefined || a === b) return "";
  return `; ${(a / 1e6).toFixed(1)}, then ${(b / 1e6).toFixed(1)} M FLOPs, dense-equivalent`;
}

function shown({ hashes }: ModelFacts): string {
  return [...hashes].map((hash) => hash.slice(0, 8)).join(" and ");
}

function areEqual(...[a, b, ...more]: readonly ReadonlySet<string>[]): boolean {
  if (a === undefined || b === undefined) return true;
  const equal = a.size === b.size && [...a].every((one) => b.has(one));
  return equal && areEqual(...more);
}

function modelsOf({ records }: RunData): Map<string, ModelFacts> {
  const byModel = new Map<string, Completed[]>();
  for (const record of records)
    if (record.status === "completed")
      byModel.set(record.arm.model, [...(byModel.get(record.arm.model) ?? []), record]);
  return new Map([...byModel].map(([name, own]) => [name, factsOf(own)]));
}

type Completed = Extract<BlockRecord, { status: "completed" }>;

function factsOf(records: readonly Completed[]): ModelFacts {
  const models = records.map(({ provenance }) => provenance.model);
  const [flops] = records.flatMap(({ measurement }) =>
    measurement.kind === "proof" ? [] : (knownFlops(measurement.cost)?.denseEquivalent.macs2 ?? []),
  );
  return {
    hashes: new Set(models.map(({ sha256 }) => sha256)),
    graphs: new Set(models.flatMap(({ graphSha256 }) => graphSha256 ?? [])),
    flops,
  };
}
