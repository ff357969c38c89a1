import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootId, processPlace } from "@vmoe-bench/files";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../testing/suite.ts";
import { lockDevice, noteTraining, runHere, trainingsHere } from "./lock-device.ts";
import { locksFolder } from "./holder.ts";

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

const here = processPlace();
const ofNow = `${bootId() ?? ""} 1`;

test("a lock of another container holds, and says how it is freed", async () => {
  const locks = await temporaryFolder();
  const path = join(locks, file);
  const place = { host: "box", namespace: "pid:[1]" };
  await writeFile(path, JSON.stringify({ ...holder(2 ** 30, ofNow), user: "ann", place }));
  await expect(lockDevice({ device: null, folder: "/b", locks })).rejects.toThrow(
    expect.objectContaining({
      message: `Process ${2 ** 30} of another container or host, box, has been measuring on this machine since ${since}, into /a; whether it still does can't be seen from here, and two runs at once would measure each other.`,
      remedy: `Wait for it to end, or stop it there. Where it is gone, remove ${path}.`,
    }),
  );
  expect(await readdir(locks)).toEqual([file]);
});

test.skipIf(bootId() === null)(
  "a lock from before this start is left behind; one of another machine is not ours to remove",
  async () => {
    const locks = await temporaryFolder();
    const before = { ...holder(process.pid, "boot 1"), place: { ...here, namespace: "pid:[1]" } };
    await writeFile(join(locks, file), JSON.stringify(before));
    const elsewhere = { ...before, place: { host: "another machine", namespace: "pid:[1]" } };
    await writeFile(join(locks, "this-machine.2"), JSON.stringify(elsewhere));
    const unlock = await lockDevice({ device: null, folder: "/b", locks });
    await unlock();
    expect(await readdir(locks)).toEqual(["this-machine.2"]);
  },
);

test("another user's run is told with the user", async () => {
  const locks = await temporaryFolder();
  const of = { ...holder(process.pid), user: "ann", place: here };
  await writeFile(join(locks, file), JSON.stringify(of));
  const second = lockDevice({ device: null, folder: "/b", locks });
  await expect(second).rejects.toThrow(`Process ${process.pid} of ann has been measuring`);
  await expect(second).rejects.toThrow(
    expect.objectContaining({ remedy: "Wait for it to end, or ask ann to stop it." }),
  );
});

/** Root reads every file. */
test.skipIf(process.getuid?.() === 0)("a lock that can't be read holds, too", async () => {
  const locks = await temporaryFolder();
  await writeFile(join(locks, file), "", { mode: 0 });
  const second = lockDevice({ device: null, folder: "/b", locks });
  await expect(second).rejects.toThrow(`its file ${join(locks, file)} can't be read`);
});

test.skipIf(process.platform === "win32")("every user may lock, and read who does", async () => {
  const locks = join(await temporaryFolder(), "locks");
  const before = process.umask(0o077);
  onTestFinished(() => void process.umask(before));
  const unlock = await lockDevice({ device: null, folder: "/b", locks });
  const end = await noteTraining("/models", locks);
  expect((await stat(locks)).mode & 0o7777).toBe(0o1777);
  for (const name of await readdir(locks))
    expect((await stat(join(locks, name))).mode & 0o777).toBe(0o644);
  await end();
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
