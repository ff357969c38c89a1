import type { BlockRecord, RunManifest } from "@vmoe-bench/contracts";
import { finding, type Finding, type FindingCode } from "./findings.ts";

/** What must be the same for numbers to be compared; kept when a run's records are forgotten. */
export interface Facts {
  readonly path: string;
  readonly runId: string;
  readonly suite: { readonly name: string; readonly major: string };
  /** SHA-256 by model and by data set. */
  readonly models: ReadonlyMap<string, ReadonlySet<string>>;
  readonly datasets: ReadonlyMap<string, ReadonlySet<string>>;
  /** Versions by backend, as JSON. */
  readonly runtimes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Commit and lock file. */
  readonly harnesses: ReadonlySet<string>;
}

export function factsOf(
  path: string,
  { id, suite }: RunManifest,
  records: readonly BlockRecord[],
): Facts {
  const models = new Map<string, Set<string>>();
  const datasets = new Map<string, Set<string>>();
  const runtimes = new Map<string, Set<string>>();
  const harnesses = new Set<string>();
  for (const record of records) {
    if (record.status !== "completed") continue;
    const { model, dataset, harness, runtime } = record.provenance;
    add(models, record.arm.model, model.sha256);
    add(
      datasets,
      record.arm.data ?? `${suite.dataset.name}/${suite.dataset.split}`,
      dataset.sha256,
    );
    add(
      runtimes,
      record.arm.backend,
      JSON.stringify(Object.entries(runtime.versions).toSorted(([a], [b]) => a.localeCompare(b))),
    );
    harnesses.add(`${harness.commit ?? "?"} ${harness.lockfileSha256 ?? "?"}`);
  }
  const major = suite.version.split(".")[0] ?? suite.version;
  const named = { name: suite.name, major };
  return { path, runId: id, suite: named, models, datasets, runtimes, harnesses };
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const values = map.get(key) ?? new Set();
  values.add(value);
  map.set(key, values);
}

/** What differs inside one run, where nothing may. */
export function checkOneRun({ path, models, datasets, runtimes, harnesses }: Facts): Finding[] {
  const mixed = (code: FindingCode, what: string, by: Facts["models"], unit = "hashes") =>
    [...by].flatMap(([name, values]) =>
      values.size > 1 ? [finding(code, path, `${what} "${name}" has ${values.size} ${unit}.`)] : [],
    );
  return [
    ...mixed("mixed-model", "Model", models),
    ...mixed("mixed-dataset", "Data set", datasets),
    ...mixed("mixed-runtime", "Backend", runtimes, "sets of versions"),
    ...(harnesses.size > 1
      ? [
          finding(
            "mixed-harness",
            path,
            `It was measured by ${harnesses.size} states of the harness.`,
          ),
        ]
      : []),
  ];
}

/** What differs between runs, each told of the runs that are not like the most. */
export function checkAcross(runs: readonly Facts[]): Finding[] {
  return [
    ...duplicates(runs),
    ...suiteVersions(runs),
    ...others("other-model", "Model", runs, ({ models }) => models),
    ...others("other-dataset", "Data set", runs, ({ datasets }) => datasets),
  ];
}

function duplicates(runs: readonly Facts[]): Finding[] {
  const first = new Map<string, string>();
  return runs.flatMap(({ runId, path }) => {
    const before = first.get(runId);
    if (before !== undefined)
      return [finding("duplicate-run", path, `Run "${runId}" is in ${before}, too.`)];
    first.set(runId, path);
    return [];
  });
}

function suiteVersions(runs: readonly Facts[]): Finding[] {
  const newest = new Map<string, number>();
  for (const { suite } of runs)
    newest.set(suite.name, Math.max(newest.get(suite.name) ?? 0, Number(suite.major)));
  return runs.flatMap(({ path, suite }) => {
    const latest = newest.get(suite.name) ?? 0;
    return Number(suite.major) === latest
      ? []
      : [
          finding(
            "other-suite-version",
            path,
            `It is of version ${suite.major} of suite "${suite.name}"; others are of ${latest}.`,
          ),
        ];
  });
}

function others(
  code: FindingCode,
  what: string,
  runs: readonly Facts[],
  hashesOf: (run: Facts) => Facts["models"],
): Finding[] {
  const counts = new Map<string, Map<string, number>>();
  for (const run of runs)
    for (const [name, hashes] of hashesOf(run))
      for (const hash of hashes) {
        const known = counts.get(name) ?? new Map<string, number>();
        known.set(hash, (known.get(hash) ?? 0) + 1);
        counts.set(name, known);
      }
  return runs.flatMap((run) =>
    [...hashesOf(run)].flatMap(([name, hashes]) => {
      const usual = mostCommon(counts.get(name) ?? new Map<string, number>());
      return usual !== undefined && hashes.has(usual)
        ? []
        : [finding(code, run.path, `${what} "${name}" has another hash than in other runs.`)];
    }),
  );
}

/** The first of those with the highest count. */
function mostCommon(counts: ReadonlyMap<string, number>): string | undefined {
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}
