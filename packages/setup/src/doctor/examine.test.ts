import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { setUpTfjsNode } from "../native/set-up-tfjs-node.ts";
import { exited, fakeMachine, type FakeMachineOptions } from "../testing/fake-machine.ts";
import { temporaryFolder, workplace, writeFiles } from "../testing/workplace.ts";
import { examine } from "./examine.ts";
import type { Finding } from "./facts.ts";

async function place(options: Omit<FakeMachineOptions, "nodePath"> = {}) {
  const { packageDir, cacheDir, nodePath } = await workplace();
  const onnxRuntimeDir = await temporaryFolder();
  const machine = fakeMachine({ ...options, nodePath });
  const look = async () => {
    const findings = await examine({ machine, tfjsNodeDir: packageDir, onnxRuntimeDir });
    return (name: string): Finding | undefined => findings.find((f) => f.name === name);
  };
  return { packageDir, cacheDir, onnxRuntimeDir, machine, look };
}

test("names everything it looked at, in order", async () => {
  const { machine } = await place();
  expect((await examine({ machine })).map(({ name }) => name)).toEqual([
    "Node",
    "Processor",
    "Memory",
    "Load",
    "Disk",
    "Temporary folder",
    "npm",
    "Python 3",
    "pip",
    "C++ compiler",
    "make",
    "onnxruntime-node",
    "tfjs-node",
    "sharp",
    "Telemetry",
    "Chromium or Chrome",
    "Firefox",
  ]);
});

test("tfjs-node is missing before set-up and ok after it", async () => {
  const { packageDir, cacheDir, machine, look } = await place();
  expect((await look())("tfjs-node")).toEqual({
    name: "tfjs-node",
    status: "missing",
    detail: "4.22.0 without its native part",
    remedy: "Run npx vmoe-bench setup.",
  });
  await setUpTfjsNode({ packageDir, cacheDir, machine, reporter: { step: () => {} } });
  expect((await look())("tfjs-node")).toEqual({
    name: "tfjs-node",
    status: "ok",
    detail: "4.22.0 with TensorFlow 2.21.0",
  });
});

test("onnxruntime-node needs a binding for this very platform", async () => {
  const { onnxRuntimeDir, look } = await place();
  expect((await look())("onnxruntime-node")).toMatchObject({ detail: "not installed whole" });
  await writeFiles(onnxRuntimeDir, {
    "package.json": JSON.stringify({ version: "1.30.0" }),
    "bin/napi-v6/linux/arm64/onnxruntime_binding.node": "",
  });
  expect((await look())("onnxruntime-node")).toMatchObject({
    status: "missing",
    detail: "1.30.0 without a binding for linux on x64",
  });
  await writeFiles(onnxRuntimeDir, { "bin/napi-v6/linux/x64/onnxruntime_binding.node": "" });
  expect((await look())("onnxruntime-node")).toMatchObject({ status: "ok", detail: "1.30.0" });
});

test("missing tools and a full disk are warnings with a remedy", async () => {
  const { machine, look } = await place({ without: ["pip", "npm"], freeBytes: 1e9 });
  const finding = await look();
  expect(finding("pip")?.status).toBe("warning");
  expect(finding("pip")?.remedy).toContain("python3-pip");
  expect(finding("npm")).toMatchObject({ status: "warning", detail: "not found" });
  expect(finding("Disk")).toMatchObject({ status: "warning" });
  expect(machine.tasks).not.toContain("pip download");
});

test("a temporary folder that is not there is missing, with a remedy", async () => {
  vi.stubEnv("TMPDIR", "/nowhere/at/all");
  onTestFinished(() => void vi.unstubAllEnvs());
  const findings = await examine({ machine: fakeMachine({ nodePath: process.execPath }) });
  expect(findings.find(({ name }) => name === "Temporary folder")).toEqual({
    name: "Temporary folder",
    status: "missing",
    detail: "The folder for temporary files, /nowhere/at/all, can't be written: it is not there.",
    remedy: "Make it, or set TMPDIR to a folder that can be written.",
  });
});

test("shows pip's version without its folder", async () => {
  const { machine } = await place();
  const version = exited(0, `pip 24.0 from ${join("/usr", "lib", "pip")} (python 3.12)\n`);
  const findings = await examine({ machine: { ...machine, run: async () => version } });
  expect(findings.find(({ name }) => name === "pip")?.detail).toBe("pip 24.0");
});

test("goes on where one thing can't be looked at", async () => {
  const { machine } = await place();
  const refused = Object.assign(new Error("EACCES: permission denied, statfs '/cache'"), {
    code: "EACCES",
  });
  const freeBytes = () => Promise.reject(refused);
  const findings = await examine({ machine: { ...machine, freeBytes } });
  expect(findings.find(({ name }) => name === "Disk")).toEqual({
    name: "Disk",
    status: "warning",
    detail: "could not be looked at: EACCES: permission denied, statfs '/cache'",
    remedy: "Look at the permissions of what is named, and run doctor again.",
  });
  expect(findings.map(({ name }) => name)).toContain("Firefox");
});

test("sharp that does not load is a warning, as data may need no decoder", async () => {
  const { machine } = await place();
  const run: typeof machine.run = async (command) =>
    command.args.some((arg) => arg.includes("sharp"))
      ? exited(1, "", "Error: Could not load the sharp module using the linux-x64 runtime")
      : machine.run(command);
  const findings = await examine({ machine: { ...machine, run } });
  expect(findings.find(({ name }) => name === "sharp")).toEqual({
    name: "sharp",
    status: "warning",
    detail:
      'does not load (exit code 1, "Error: Could not load the sharp module using the linux-x64 runtime")',
    remedy:
      "Run npm ci --include=optional to decode image files (JPEG, PNG, WebP); data sets that come decoded need none.",
  });
});
