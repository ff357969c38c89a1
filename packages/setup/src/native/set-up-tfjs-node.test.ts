import { appendFile, readdir, readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Unavailable } from "@vmoe-bench/contracts";
import { expect, test, vi } from "vitest";
import { exited, fakeMachine, type FakeMachineOptions, loads } from "../testing/fake-machine.ts";
import { tinyWheel, type Workplace, workplace, writeFiles } from "../testing/workplace.ts";
import type { SetupOutcome } from "./source.ts";
import { setUpTfjsNode } from "./set-up-tfjs-node.ts";

const silent = { step: () => {} };
const versions = { "tfjs-node": "4.22.0", tensorflow: "2.21.0" };
const entry = "tfjs-node/4.22.0-linux-x64-napi8-tf2.21";
const downloadHost = "storage.googleapis.com";
const ownFiles = {
  "lib/napi-v8/tfjs_binding.node": "prebuilt",
  "deps/lib/libtensorflow.so.2": "libtensorflow",
};

async function setUp(place: Workplace, options: Omit<FakeMachineOptions, "nodePath"> = {}) {
  const { packageDir, cacheDir, nodePath } = place;
  const machine = fakeMachine({ ...options, nodePath });
  const outcome = await setUpTfjsNode({ packageDir, cacheDir, reporter: silent, machine });
  return { outcome, tasks: machine.tasks };
}

function requireUnavailable(outcome: SetupOutcome): Unavailable {
  if (outcome.available) throw new Error(`It was set up via ${outcome.via}.`);
  return outcome;
}

function binding({ packageDir }: Workplace): Promise<string> {
  return readFile(join(packageDir, "lib/napi-v8/tfjs_binding.node"), "utf8");
}

/** Folders in the cache that are no finished entry. */
async function leftovers({ cacheDir }: Workplace): Promise<string[]> {
  const names = await readdir(join(cacheDir, "tfjs-node")).catch(() => []);
  return names.filter((name) => name.startsWith("making-"));
}

test("takes the wheel and compiles where the download host does not answer", async () => {
  const place = await workplace();
  const { outcome, tasks } = await setUp(place);
  expect(outcome).toEqual({ available: true, via: "wheel", versions });
  expect(tasks.slice(-3)).toEqual(["pip download", "compile", "load"]);
  expect(tasks).not.toContain("own installer");
  expect(await binding(place)).toBe("compiled");
  expect(await readdir(join(place.packageDir, "deps/lib"))).toEqual([
    "libtensorflow.so",
    "libtensorflow_cc.so.2",
    "libtensorflow_framework.so",
    "libtensorflow_framework.so.2",
  ]);
  expect(await leftovers(place)).toEqual([]);
});

test("takes the package's own download where its host answers", async () => {
  const place = await workplace();
  const { outcome, tasks } = await setUp(place, {
    reachable: [downloadHost],
    installed: ownFiles,
  });
  expect(outcome).toMatchObject({ available: true, via: "own-download" });
  expect(tasks).toEqual(["own installer", "load"]);
  expect(await binding(place)).toBe("prebuilt");
});

test("goes on to the wheel when the own installer ends well but leaves no binding", async () => {
  const { outcome } = await setUp(await workplace(), { reachable: [downloadHost] });
  expect(outcome).toMatchObject({ available: true, via: "wheel" });
});

test("goes on to the wheel when the downloaded binding does not load", async () => {
  const place = await workplace();
  const { outcome } = await setUp(place, {
    reachable: [downloadHost],
    installed: ownFiles,
    load: (content) => (content === "prebuilt" ? exited(1, "", "Error: GLIBC") : loads),
  });
  expect(outcome).toMatchObject({ available: true, via: "wheel" });
  expect(await binding(place)).toBe("compiled");
});

test("runs nothing when it was done before", async () => {
  const place = await workplace();
  await setUp(place);
  expect(await setUp(place)).toEqual({
    outcome: { available: true, via: "already", versions },
    tasks: [],
  });
});

test("takes the cache after node_modules was installed anew", async () => {
  const place = await workplace();
  await setUp(place);
  for (const name of ["deps", "lib"]) await rm(join(place.packageDir, name));
  const { outcome, tasks } = await setUp(place);
  expect(outcome).toEqual({ available: true, via: "cache", versions });
  expect(tasks).toEqual(["load"]);
  expect(await binding(place)).toBe("compiled");
});

test.each([
  ["truncated library", (file: string) => truncate(file, 3), "deps/lib/libtensorflow_cc.so.2"],
  ["altered binding", (file: string) => appendFile(file, "x"), "lib/napi-v8/tfjs_binding.node"],
  ["missing library", (file: string) => rm(file), "deps/lib/libtensorflow_framework.so.2"],
  ["damaged manifest", (file: string) => truncate(file, 20), "vmoe-bench-native.json"],
])("makes a cache with a %s again", async (_what, damage, file) => {
  const place = await workplace();
  await setUp(place);
  await damage(join(place.cacheDir, entry, file));
  const { outcome } = await setUp(place);
  expect(outcome).toMatchObject({ available: true, via: "wheel" });
  expect((await setUp(place)).outcome).toMatchObject({ via: "already" });
});

test("makes a cached binding again that does not load on this machine", async () => {
  const place = await workplace();
  await setUp(place);
  for (const name of ["deps", "lib"]) await rm(join(place.packageDir, name));
  let calls = 0;
  const load = () => (++calls === 1 ? exited(1) : loads);
  expect((await setUp(place, { load })).outcome).toMatchObject({ via: "wheel" });
});

test("keeps a working native part that somebody else installed", async () => {
  const place = await workplace();
  await writeFiles(place.packageDir, ownFiles);
  const first = await setUp(place);
  expect(first).toMatchObject({ outcome: { via: "already" }, tasks: ["load"] });
  expect((await setUp(place)).tasks).toEqual([]);
});

test("replaces a native part that does not load", async () => {
  const place = await workplace();
  await writeFiles(place.packageDir, ownFiles);
  const { outcome } = await setUp(place, {
    load: (content) => (content === "prebuilt" ? exited(1) : loads),
  });
  expect(outcome).toMatchObject({ via: "wheel" });
  expect(await binding(place)).toBe("compiled");
});

test("two at once both end well, with one entry", async () => {
  const place = await workplace();
  const [a, b] = await Promise.all([setUp(place), setUp(place)]);
  expect([a.outcome.available, b.outcome.available]).toEqual([true, true]);
  expect(await readdir(join(place.cacheDir, "tfjs-node"))).toEqual([entry.split("/")[1]]);
  expect((await setUp(place)).outcome).toMatchObject({ via: "already" });
});

test("builds for a cache whose path make can't read", async () => {
  const { packageDir, cacheDir, nodePath } = await workplace();
  const machine = fakeMachine({ nodePath });
  const odd = join(cacheDir, "my cache (2) [old]");
  const options = { packageDir, cacheDir: odd, machine, reporter: { step: () => {} } };
  expect(await setUpTfjsNode(options)).toMatchObject({ available: true, via: "wheel" });
  vi.stubEnv("TMPDIR", odd);
  await rm(join(odd, "tfjs-node"), { recursive: true });
  const refused = await setUpTfjsNode(options);
  expect(refused.available ? "" : refused.remedy).toContain(
    "Set TMPDIR, or VMOE_BENCH_CACHE, to a folder whose path has none",
  );
  vi.unstubAllEnvs();
});

test.each(["pip download", "compile", "load"])("stopped in %s it leaves nothing", async (task) => {
  const place = await workplace();
  const stop = new AbortController();
  const machine = fakeMachine({
    nodePath: place.nodePath,
    onRun: (running) => {
      if (running === task) stop.abort(new Error("stopped by the user"));
    },
  });
  const { packageDir, cacheDir } = place;
  const run = setUpTfjsNode({
    packageDir,
    cacheDir,
    reporter: silent,
    machine,
    signal: stop.signal,
  });
  await expect(run).rejects.toThrow("stopped by the user");
  expect(await readdir(join(cacheDir, "tfjs-node"))).toEqual([]);
  expect(await readdir(packageDir)).not.toContain("lib");
});

test.each<[string, Omit<FakeMachineOptions, "nodePath">, RegExp, RegExp]>([
  ["no Python", { without: ["python3", "pip"] }, /Python 3 is missing/, /apt-get install python3/],
  ["no pip", { without: ["pip"] }, /pip is missing/, /apt-get install python3-pip/],
  [
    "no build tools",
    { without: ["c++", "g++", "clang++", "make", "gmake"] },
    /a C\+\+ compiler and make are missing/,
    /build-essential/,
  ],
  ["no wheel", { arch: "riscv64" }, /no TensorFlow wheel for linux on riscv64/, /onnxruntime-node/],
  ["no package index", { wheel: undefined }, /pip could not download .*Network/, /package index/],
  [
    "a truncated wheel",
    { wheel: tinyWheel().subarray(0, 500) },
    /can't be unpacked/,
    /pip's cache/,
  ],
  ["a compile failure", { compiles: false }, /did not compile .*no such file/, /C\+\+17/],
  ["a full disk", { freeBytes: 1e9 }, /1\.6 GB .* where 1\.0 GB are free/, /VMOE_BENCH_CACHE/],
  [
    "an old processor",
    { load: () => ({ end: "killed", by: "SIGILL", stdout: "", stderr: "" }) },
    /processor instructions/,
    /onnxruntime-node/,
  ],
  ["a binding that can't count", { load: () => exited(0, "{}") }, /does not load/, /onnxruntime/],
])("says what is missing and the remedy: %s", async (_what, options, reason, remedy) => {
  const place = await workplace();
  const { outcome } = await setUp(place, options);
  const unavailable = requireUnavailable(outcome);
  expect(unavailable.reason).toMatch(reason);
  expect(unavailable.reason).toContain(downloadHost);
  expect(unavailable.remedy).toMatch(remedy);
  expect(await leftovers(place)).toEqual([]);
});

test("says when the npm package itself is missing", async () => {
  const place = await workplace();
  await rm(place.packageDir, { recursive: true });
  expect((await setUp(place)).outcome).toEqual({
    available: false,
    reason: `There is no usable package @tensorflow/tfjs-node in ${place.packageDir}.`,
    remedy: "Run npm ci and run the command again.",
  });
});

test("says when the cache can't be written", async () => {
  const place = await workplace();
  await writeFiles(place.packageDir, { "../cache": "a file, no folder" });
  const cacheDir = join(place.packageDir, "../cache");
  const { outcome } = await setUp({ ...place, cacheDir });
  expect(requireUnavailable(outcome).reason).toMatch(
    /cache.* can't be written: a part of the path is a file\./,
  );
});

test.runIf(process.platform === "linux")("says when no folder can be made", async () => {
  const { outcome } = await setUp({ ...(await workplace()), cacheDir: "/proc/nowhere" });
  const { reason, remedy } = requireUnavailable(outcome);
  expect(reason).toBe("/proc/nowhere can't be written: its folder is not there and can't be made.");
  expect(remedy).toContain("set VMOE_BENCH_CACHE");
});

test("tells each step and how far unpacking is", async () => {
  const place = await workplace();
  const told: string[] = [];
  const { packageDir, cacheDir, nodePath } = place;
  await setUpTfjsNode({
    packageDir,
    cacheDir,
    machine: fakeMachine({ nodePath }),
    reporter: {
      step: (text) => told.push(text),
      progress: (done, total) => {
        if (done === total) told.push("100 %");
      },
    },
  });
  expect(told).toMatchInlineSnapshot(`
    [
      "asking tfjs-node's download host",
      "looking for Python, pip, a C++ compiler and Node's headers",
      "downloading tensorflow-cpu==2.21.* with pip (about 270 MB)",
      "unpacking TensorFlow's libraries (850 MB)",
      "100 %",
      "compiling tfjs-node's addon (10 s on a laptop, minutes on a small board)",
      "checking that it loads and computes",
    ]
  `);
});
