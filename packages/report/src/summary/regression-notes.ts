import type { Provenance } from "@vmoe-bench/contracts";
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
