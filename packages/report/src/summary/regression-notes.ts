import type { RunData } from "./run-data.ts";

/** What differs between two runs of the same that a reader should know. */
export function notesOn(before: RunData, after: RunData): string[] {
  const [a, b] = [before, after].map(({ records }) => {
    const [first] = records.filter((record) => record.status === "completed");
    return first?.provenance;
  });
  if (a === undefined || b === undefined) return [];
  const versions = new Set([
    ...Object.keys(a.runtime.versions),
    ...Object.keys(b.runtime.versions),
  ]);
  const facts: (readonly [string, string | null, string | null])[] = [
    ["harness commit", a.harness.commit, b.harness.commit],
    ["system", a.system.release, b.system.release],
    ["governor", a.system.governor, b.system.governor],
    ...[...versions].map(
      (name) => [name, a.runtime.versions[name] ?? null, b.runtime.versions[name] ?? null] as const,
    ),
  ];
  return facts
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => `${name}: ${was ?? "not known"}, then ${is ?? "not known"}`);
}
