import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { judgeQuiet, readLoad } from "./quiet.ts";

async function machine() {
  const root = await mkdtemp(join(tmpdir(), "vmoe-bench-quiet-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  /** Fields of proc_pid_stat(5) up to the system time. */
  const ran = (pid: number, name: string, user: number, system: number) =>
    write(`proc/${pid}/stat`, `${pid} (${name}) S 1 1 1 0 -1 0 0 0 0 0 ${user} ${system} 0 0`);
  return { root, write, ran };
}

test("processes that use much of a core in half a second are named, the busiest first", async () => {
  const { root, ran } = await machine();
  await ran(10, "cc1 (x) y", 100, 0);
  await ran(11, "idle", 500, 500);
  await ran(12, "browser", 0, 0);
  await ran(13, "vmoe-bench", 0, 0);
  const load = await readLoad({
    root,
    ownPid: 13,
    wait: async () => {
      // 50 ticks are half a second.
      await ran(10, "cc1 (x) y", 120, 5);
      await ran(11, "idle", 501, 501);
      await ran(12, "browser", 40, 10);
      await ran(13, "vmoe-bench", 50, 0);
      await ran(14, "new", 50, 0);
    },
  });
  expect(load).toEqual({
    turbo: null,
    busy: [
      { pid: 12, name: "browser", cores: 1 },
      { pid: 10, name: "cc1 (x) y", cores: 0.5 },
    ],
  });
});

test.each([
  ["intel_pstate/no_turbo", "1", false],
  ["intel_pstate/no_turbo", "0", true],
  ["cpufreq/boost", "1", true],
  ["cpufreq/boost", "what", null],
])("%s with %s", async (file, text, turbo) => {
  const { root, write } = await machine();
  await write(`sys/devices/system/cpu/${file}`, text);
  expect((await readLoad({ root, wait: async () => undefined })).turbo).toBe(turbo);
});

const quiet = {
  governor: "performance",
  frequencyMHz: null,
  temperaturesC: {},
  load1: 0,
  battery: { level: 1, charging: true },
};

test("a quiet machine", () => {
  expect(judgeQuiet(quiet, { turbo: false, busy: [] })).toEqual([
    { name: "Governor", status: "ok", detail: "performance" },
    { name: "Turbo", status: "ok", detail: "off" },
    { name: "Battery", status: "ok", detail: "100 %, on the mains" },
    { name: "Other programs", status: "ok", detail: "none that uses a tenth of a core" },
  ]);
});

test("what disturbs is a warning with what to do about it", () => {
  const findings = judgeQuiet(
    { ...quiet, governor: "powersave", battery: { level: 0.5, charging: false } },
    { turbo: true, busy: [{ pid: 7, name: "cc1", cores: 0.98 }] },
  );
  expect(findings.map(({ status }) => status)).toEqual([
    "warning",
    "warning",
    "warning",
    "warning",
  ]);
  expect(findings[3]?.detail).toBe("cc1 (7) 98 % of a core");
  expect(findings.every(({ remedy = "" }) => remedy.length > 0)).toBe(true);
});

test("what the system does not say is not judged", () => {
  const silent = { ...quiet, governor: null, battery: null };
  expect(judgeQuiet(silent, { turbo: null, busy: [] }).map(({ name }) => name)).toEqual([
    "Other programs",
  ]);
});
