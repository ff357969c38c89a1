import {
  copyFile,
  cp,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { roundsOf } from "@vmoe-bench/contracts";
import { trainingRecordsRoot } from "@vmoe-bench/files";
import { z } from "zod";
import { runSuite } from "../run/run-suite.ts";
import { readRun } from "../store/read-run.ts";
import { createRunStore, reopenRunStore } from "../store/run-store.ts";
import { sealed } from "../store/seal.ts";
import { device, plan, profile, temporaryFolder } from "../testing/suite.ts";
import { harness, mockHost, prepare } from "../testing/host.ts";
import { checkRun } from "./check-run.ts";
import { checkResults, withoutRuns } from "./check-results.ts";

const clean = { ...harness, commit: "c0ffee", dirty: false };

async function resultsOf(...changes: Parameters<typeof plan>[0][]) {
  const root = await temporaryFolder();
  const made = await Promise.all(
    changes.map(async (change) => {
      const one = plan(change);
      const store = await createRunStore(root, one.manifest);
      await runSuite({ plan: one, host: mockHost(), store, harness: clean, prepare });
      return { dir: store.dir, plan: one };
    }),
  );
  return { root, made };
}

async function oneRun() {
  const { root, made } = await resultsOf({});
  const [only] = made;
  if (only === undefined) throw new Error("There is no run.");
  const file = (position: number) => join(only.dir, `${only.plan.blocks[position]?.id}.json`);
  return { root, dir: only.dir, blocks: only.plan.blocks.length, file };
}

const looseRecord = z.looseObject({
  schemaVersion: z.number(),
  provenance: z.looseObject({}),
  measurement: z.looseObject({}),
});
type LooseRecord = z.output<typeof looseRecord>;

/** Changes a record and seals it again, as somebody would who wants the change to go unseen. */
async function forge(path: string, change: (record: LooseRecord) => object): Promise<void> {
  const record = looseRecord.parse(JSON.parse(await readFile(path, "utf8")));
  const { sha256: _, ...content } = { sha256: "", ...change(record) };
  await writeFile(path, sealed(content));
}

async function codesIn(root: string): Promise<string[]> {
  const { findings } = await checkResults(root);
  return findings.map(({ code }) => code);
}

test("a whole run passes, and each record answers yes", async () => {
  const { root, blocks } = await oneRun();
  const report = await checkResults(root);
  const yes = { complete: "yes", valid: "yes", unaltered: "yes", comparable: "yes" };
  expect(report.findings).toEqual([]);
  expect(report.passes).toBe(true);
  expect(report.runs).toMatchObject([{ deviceId: "here", answers: yes }]);
  expect(report.runs[0]?.records).toHaveLength(blocks);
  for (const record of report.runs[0]?.records ?? []) expect(record.answers).toEqual(yes);
});

test("the folder of one run can be checked, too", async () => {
  const { dir } = await oneRun();
  expect((await checkResults(dir)).passes).toBe(true);
});

test("broken, half-written, newer, foreign, duplicate and altered records are told apart", async () => {
  const { root, dir, file } = await oneRun();
  const text = async (position: number) => readFile(file(position), "utf8");
  await writeFile(file(0), (await text(0)).slice(0, 100));
  await writeFile(`${file(1)}.partial`, "{");
  await writeFile(file(2), (await text(2)).replace('"schemaVersion":2', '"schemaVersion":3'));
  await forge(file(3), (record) => ({ ...record, runId: "another" }));
  await copyFile(file(4), join(dir, "copy.json"));
  await writeFile(file(5), (await text(5)).replace('"position":5', '"position":6'));
  await writeFile(join(dir, "notes.txt"), "");
  await symlink(file(6), join(dir, "link.json"));
  await writeFile(join(dir, "end.json"), "{}");
  const { passes, findings, runs } = await checkResults(root);
  expect(passes).toBe(false);
  expect(findings.map(({ code, fails }) => `${code}${fails ? "" : " (warning)"}`).toSorted())
    .toMatchInlineSnapshot(`
    [
      "altered-record",
      "broken-end",
      "broken-record",
      "duplicate-record",
      "foreign-file (warning)",
      "foreign-record",
      "half-written",
      "link",
      "newer-schema",
    ]
  `);
  expect(runs[0]?.answers).toEqual({
    complete: "no",
    valid: "no",
    unaltered: "no",
    comparable: "yes",
  });
  const altered = runs[0]?.records.find(({ path }) => file(5).endsWith(path));
  expect(altered?.answers).toMatchObject({ valid: "yes", unaltered: "no" });
});

test("a file of 1 GB is told of without reading it", async () => {
  const { root, dir } = await oneRun();
  const large = await open(join(dir, "large.json"), "w");
  await large.truncate(2 ** 30);
  await large.close();
  const before = process.memoryUsage().rss;
  expect(await codesIn(root)).toEqual(["too-large"]);
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 29);
});

test("a run.json that is too large, broken, newer, or missing", async () => {
  const { root, dir } = await oneRun();
  await cp(dir, join(root, "here", "b"), { recursive: true });
  await writeFile(join(root, "here", "b", "run.json"), "{");
  await mkdir(join(root, "here", "c"));
  await cp(dir, join(root, "here", "d"), { recursive: true });
  await writeFile(join(root, "here", "d", "run.json"), '{"schemaVersion":9}');
  const large = await open(join(dir, "run.json"), "w");
  await large.truncate(2 ** 30);
  await large.close();
  const { findings, runs } = await checkResults(root);
  expect(findings.map(({ code }) => code).toSorted()).toEqual([
    "broken-run",
    "broken-run",
    "no-run",
    "too-large",
  ]);
  expect(runs.map(({ runId }) => runId)).toEqual([null, null, null, null]);
});

test("blocks without a record are missing, unless the end says why", async () => {
  const { root, dir, file, blocks } = await oneRun();
  await rm(file(1));
  await rm(file(2));
  const [finding] = (await checkResults(root)).findings;
  expect(finding?.code).toBe("missing-block");
  expect(finding?.text).toMatch(new RegExp(`^2 of ${blocks} planned blocks have no record: `));
  const id = (position: number) => file(position).slice(dir.length + 1, -".json".length);
  const end = z.looseObject({}).parse(JSON.parse(await readFile(join(dir, "end.json"), "utf8")));
  await writeFile(join(dir, "end.json"), JSON.stringify({ ...end, leftOut: [id(1), id(2)] }));
  expect(await codesIn(root)).toEqual([]);
});

test("of a run that goes on, rounds that may not be needed are not missing", async () => {
  const root = await temporaryFolder();
  const made = plan({ profile: { ...profile, maxBlocks: profile.blocks + 2 } });
  const store = await createRunStore(root, made.manifest);
  await runSuite({ plan: made, host: mockHost(), store, harness: clean, prepare });
  expect((await checkResults(root)).runs[0]).toMatchObject({ unfinished: false });
  const rounds = roundsOf(made.manifest.blocks);
  const needed = made.manifest.blocks.filter(({ id }) => (rounds.get(id) ?? 0) < profile.blocks);
  expect(needed.length).toBeLessThan(made.manifest.blocks.length);
  // As it is while it runs: without an end, one needed block is to be measured.
  await rm(join(store.dir, "end.json"));
  expect(await codesIn(root)).toEqual(["unfinished-run"]);
  for (const { id } of made.manifest.blocks)
    if (!needed.some((block) => block.id === id))
      await rm(join(store.dir, `${id}.json`), { force: true });
  const [last] = needed.slice(-1);
  await rm(join(store.dir, `${last?.id}.json`));
  const { runs, findings, passes } = await checkResults(root);
  expect(runs[0]).toMatchObject({
    unfinished: true,
    blocks: { planned: needed.length, recorded: needed.length - 1 },
  });
  expect(passes).toBe(false);
  expect(findings.map(({ text }) => text)).toEqual([
    `1 of ${needed.length} planned blocks have no record: ${last?.id}.`,
  ]);
  const without = withoutRuns(await checkResults(root), new Set(runs.map(({ path }) => path)));
  expect(without).toMatchObject({ passes: true, runs: [], findings: [] });
});

test("records of trained models are no runs, and no foreign files", async () => {
  const { root } = await oneRun();
  const training = join(root, "training");
  await mkdir(training);
  await copyFile(
    join(trainingRecordsRoot, "ablation-vit-seed0.json"),
    join(training, "ablation-vit-seed0.json"),
  );
  await writeFile(join(training, "README.md"), "# What training found");
  expect(await checkResults(root)).toMatchObject({ passes: true, findings: [] });
  await writeFile(join(training, "broken.json"), "{");
  const { findings } = await checkResults(root);
  expect(findings.map(({ code, path }) => [code, path])).toEqual([
    ["broken-record", join("training", "broken.json")],
  ]);
});

test("a block that failed fails the check, until a later attempt has a result", async () => {
  const root = await temporaryFolder();
  const made = plan();
  const fresh = await createRunStore(root, made.manifest);
  const failure = { code: "crash", message: "It fell over.", remedy: "Pick it up." };
  const falling = mockHost(({ id }) => (id < "0004" ? { type: "failed", failure } : undefined));
  const fixed = { plan: made, harness: clean, prepare };
  await runSuite({ ...fixed, host: falling, store: fresh });
  const before = await checkResults(root);
  expect(before.passes).toBe(false);
  expect(before.findings.map(({ code }) => code)).toEqual(Array(4).fill("failed-block"));
  expect(before.runs[0]?.answers.complete).toBe("no");

  const read = await readRun(fresh.dir);
  const earlier = read.records;
  await runSuite({ ...fixed, host: mockHost(), store: reopenRunStore(read), earlier });
  const after = await checkResults(root);
  expect(after.passes).toBe(true);
  expect(after.findings.map(({ code, fails }) => [code, fails])).toEqual(
    Array.from({ length: 4 }, () => ["tried-again", false]),
  );

  // Nobody takes a failure away, and nobody chooses among results.
  const [first = "", second = ""] = earlier.map(({ blockId }) => join(fresh.dir, blockId));
  await rm(`${first}.json`);
  await forge(`${second}.attempt-2.json`, (record) => ({ ...record, attempt: 3 }));
  await rename(`${second}.attempt-2.json`, `${second}.attempt-3.json`);
  const codes = await codesIn(root);
  expect(codes.filter((code) => code === "missing-attempt")).toHaveLength(2);
});

test("a block that failed fails the check, though the run's end left it out", async () => {
  const root = await temporaryFolder();
  const made = plan();
  const store = await createRunStore(root, made.manifest);
  const failure = { code: "crash", message: "It fell over.", remedy: "Pick it up." };
  const host = mockHost(({ id }) => (id < "0001" ? { type: "failed", failure } : undefined));
  await runSuite({ plan: made, host, store, harness: clean, prepare });
  const read = await readRun(store.dir);
  const leftOut = made.blocks.slice(0, 1).map(({ id }) => id);
  if (read.end === undefined) throw new Error("The run has no end.");
  const { attempt: _, ...end } = read.end;
  await reopenRunStore(read).end({ ...end, leftOut, leftOutForTime: leftOut });
  expect((await readRun(store.dir)).end?.leftOut).toEqual(leftOut);
  expect(await codesIn(root)).toEqual(["failed-block"]);
});

test("a file is no results folder", async () => {
  const file = join(await temporaryFolder(), "mine.txt");
  await writeFile(file, "");
  await expect(checkResults(file)).rejects.toMatchObject({ code: "run-not-found", exitCode: 2 });
});

test("a result that was measured once more is a duplicate", async () => {
  const { root, file } = await oneRun();
  const again = file(2).replace(".json", ".attempt-2.json");
  await copyFile(file(2), again);
  await forge(again, (record) => ({ ...record, attempt: 2 }));
  expect(await codesIn(root)).toEqual(["duplicate-record"]);
});

test("too little memory is a result", async () => {
  const root = await temporaryFolder();
  const made = plan();
  const store = await createRunStore(root, made.manifest);
  const failure = { code: "out-of-memory", message: "It was full.", remedy: "Empty it." };
  const host = mockHost(({ id }) => (id < "0001" ? { type: "failed", failure } : undefined));
  await runSuite({ plan: made, host, store, harness: clean, prepare });
  expect(await checkResults(root)).toMatchObject({
    passes: true,
    findings: [{ code: "out-of-memory", fails: false }],
  });
});

const provenance = (change: object) => (record: LooseRecord) => ({
  ...record,
  provenance: { ...record.provenance, ...change },
});
const measurement = (change: object) => (record: LooseRecord) => ({
  ...record,
  measurement: { ...record.measurement, ...change },
});

test("what a record says of its machine and of itself", async () => {
  const { root, file } = await oneRun();
  const isLatency = async (position: number) =>
    (await readFile(file(position), "utf8")).includes('"kind":"latency"');
  const accuracy: number[] = [];
  const latency: number[] = [];
  for (let i = 0; i < 12; i++) ((await isLatency(i)) ? latency : accuracy).push(i);
  const at = (list: readonly number[], i: number) => file(list[i] ?? -1);
  await forge(at(accuracy, 0), measurement({ labels: [0], predicted: [0, 1] }));
  await forge(at(accuracy, 1), provenance({ harness: { ...clean, dirty: true } }));
  await forge(at(accuracy, 2), provenance({ harness: { ...clean, commit: null } }));
  await forge(at(accuracy, 3), provenance({ model: { sha256: "other" } }));
  await forge(at(latency, 0), measurement({ page: { hidden: true } }));
  const old = looseRecord.parse(JSON.parse(await readFile(at(latency, 1), "utf8")));
  const { sha256: _, ...unsealed } = { sha256: "", ...old };
  await writeFile(at(latency, 1), JSON.stringify({ ...unsealed, schemaVersion: 1 }));
  expect((await codesIn(root)).toSorted()).toMatchInlineSnapshot(`
    [
      "dirty-harness",
      "hidden-page",
      "inconsistent-record",
      "mixed-harness",
      "mixed-model",
      "not-sealed",
      "unknown-harness",
    ]
  `);
});

test("runs that are not like the others are not comparable", async () => {
  const { root, made } = await resultsOf(
    {},
    { startedAt: new Date("2026-02-02T00:00:00Z") },
    { startedAt: new Date("2026-03-02T00:00:00Z"), device: { ...device, id: "there" } },
  );
  const [first, second] = made;
  if (first === undefined || second === undefined) throw new Error("There are no runs.");
  await cp(second.dir, join(root, "there", "copy"), { recursive: true });
  for (const block of first.plan.blocks)
    await forge(join(first.dir, `${block.id}.json`), (record) => ({
      ...record,
      provenance: { ...record.provenance, model: { sha256: "other" } },
    }));
  const { findings } = await checkResults(root);
  expect(findings.map(({ code, text }) => `${code}: ${text}`)).toMatchInlineSnapshot(`
    [
      "misplaced-run: By its run.json it belongs into here/2026-02-02T00-00-00-000Z-small.",
      "duplicate-run: Run "2026-02-02T00-00-00-000Z-small" is in here/2026-02-02T00-00-00-000Z-small, too.",
      "other-model: Model "dense" has another hash than in other runs.",
      "other-model: Model "vmoe" has another hash than in other runs.",
    ]
  `);
});

test("names with markup and separators are text of a finding, not a path", async () => {
  const { root, dir } = await oneRun();
  await writeFile(join(dir, "<b>\u202Eü📱;=1.txt"), "");
  const { findings } = await checkResults(root);
  expect(findings).toHaveLength(1);
  expect(findings[0]?.path).toContain("<b>\u202Eü📱;=1.txt");
});

test("a folder that can't be read is no run that passes", async () => {
  const { findings } = await checkRun("/nowhere/at/all", "here/run");
  expect(findings.map(({ code, fails }) => [code, fails])).toEqual([
    ["broken-run", true],
    ["no-run", true],
  ]);
});

test("a run that went on in another browser is not comparable", async () => {
  const { root, file } = await oneRun();
  const runtime = { adapter: "", software: false, flags: [], versions: { browser: "Firefox/140" } };
  await forge(file(0), (record) => ({
    ...record,
    provenance: { ...record.provenance, runtime },
  }));
  expect(await codesIn(root)).toEqual(["mixed-runtime"]);
});

test("nothing to check", async () => {
  await expect(checkResults(await temporaryFolder())).rejects.toThrow(
    expect.objectContaining({ code: "run-not-found" }),
  );
  await expect(checkResults("/nowhere/at/all")).rejects.toThrow(
    expect.objectContaining({ code: "run-not-found" }),
  );
});
