import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../testing/folder.ts";
import { lockDevice } from "./lock-device.ts";
import { locksFolder } from "./locks-folder.ts";
import { noteTraining, runHere, trainingsHere } from "./training-notes.ts";

const since = "2026-01-02T03:04:05.678Z";
const file = "this-machine.1";

test("this machine is one run's at a time, wherever its records go", async () => {
  const locks = await temporaryFolder();
  const unlock = await lockDevice({ device: null, folder: "/a", locks });
  const second = lockDevice({ device: null, folder: "/b", locks });
  await expect(second).rejects.toThrow(expect.objectContaining({ code: "device-busy" }));
  await expect(second).rejects.toThrow(
    new RegExp(`^Process ${process.pid} has been measuring on this machine since .*, into /a; `),
  );
  const phone = { device: "phone", folder: "/b", locks };
  const unlockPhone = await lockDevice(phone);
  await expect(lockDevice(phone)).rejects.toThrow('measuring on "phone"');
  await unlockPhone();
  await unlock();
  await (
    await lockDevice({ device: null, folder: "/b", locks })
  )();
  expect(await readdir(locks)).toEqual([]);
});

test("of many at once one gets it, of a stale lock, too", async () => {
  const locks = await temporaryFolder();
  await writeFile(join(locks, file), JSON.stringify(holder(2 ** 30)));
  const asked = Array.from({ length: 8 }, (_, i) =>
    lockDevice({ device: null, folder: `/${i}`, locks }),
  );
  const ends = await Promise.allSettled(asked);
  const taken = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
  expect(taken.length).toBeLessThanOrEqual(1);
  await taken[0]?.();
  await lockDevice({ device: null, folder: "/b", locks });
});

const holder = (pid: number, started: string | null = null) => ({
  pid,
  since,
  started,
  folder: "/a",
});

test.each([
  // No process has a number that large.
  ["a dead process", JSON.stringify(holder(2 ** 30))],
  ["another process of the same number", JSON.stringify(holder(process.pid, "boot 1"))],
  ["nothing", ""],
  ["what is no lock", '{"pid": "1"}'],
])("a lock that holds %s is taken over", async (_, text) => {
  const locks = await temporaryFolder();
  await writeFile(join(locks, file), text);
  const unlock = await lockDevice({ device: null, folder: "/b", locks });
  const names = await readdir(locks);
  expect(names).toHaveLength(1);
  const lock: unknown = JSON.parse(await readFile(join(locks, names[0] ?? ""), "utf8"));
  expect(lock).toMatchObject({ pid: process.pid, folder: "/b" });
  await unlock();
});

test("a lock that says no start holds while its process lives", async () => {
  const locks = await temporaryFolder();
  await writeFile(join(locks, file), JSON.stringify(holder(process.pid)));
  const second = lockDevice({ device: null, folder: "/b", locks });
  await expect(second).rejects.toThrow(expect.objectContaining({ code: "device-busy" }));
  expect(await runHere(locks)).toMatchObject({ pid: process.pid, folder: "/a" });
});

test("a training is told of while it lives", async () => {
  const locks = await temporaryFolder();
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  onTestFinished(() => void child.kill("SIGKILL"));
  await writeFile(join(locks, "training.other"), JSON.stringify(holder(child.pid ?? 0)));
  const end = await noteTraining("/models", locks);
  expect((await trainingsHere(locks)).map(({ folder }) => folder).toSorted()).toEqual([
    "/a",
    "/models",
  ]);
  await end();
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  expect(await trainingsHere(locks)).toEqual([]);
  expect(await readdir(locks)).toEqual([]);
});

test("a variable that is empty names no folder, and a relative one a whole path", () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("VMOE_BENCH_LOCKS", "");
  expect(locksFolder()).toBe(join(tmpdir(), "vmoe-bench-locks"));
  vi.stubEnv("VMOE_BENCH_LOCKS", "locks");
  expect(locksFolder()).toBe(join(process.cwd(), "locks"));
});
