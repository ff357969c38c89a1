import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/folder.ts";
import { DeviceBusyError, lockDevice } from "./lock-device.ts";

test("a device is one run's at a time", async () => {
  const root = await temporaryFolder();
  const unlock = await lockDevice(root, "here");
  await expect(lockDevice(root, "here")).rejects.toThrow(DeviceBusyError);
  await expect(lockDevice(root, "here")).rejects.toThrow(`Process ${process.pid} has been`);
  await (
    await lockDevice(root, "there")
  )();
  await unlock();
  await (
    await lockDevice(root, "here")
  )();
});

test.each([
  // No process has a number that large.
  ["a dead process", JSON.stringify({ pid: 2 ** 30, since: "2026-01-02T03:04:05.678Z" })],
  [
    "another process of the same number",
    JSON.stringify({ pid: process.pid, since: "2026-01-02T03:04:05.678Z", started: "boot 1" }),
  ],
  ["nothing", ""],
  ["what is no lock", '{"pid": "1"}'],
])("a lock that holds %s is taken over", async (_, text) => {
  const root = await temporaryFolder();
  await (
    await lockDevice(root, "here")
  )();
  const path = join(root, "here", ".lock");
  await writeFile(path, text);
  const unlock = await lockDevice(root, "here");
  expect(JSON.parse(await readFile(path, "utf8"))).toMatchObject({ pid: process.pid });
  await unlock();
});

test("a lock of an earlier version, which says no start, holds while its process lives", async () => {
  const root = await temporaryFolder();
  await (
    await lockDevice(root, "here")
  )();
  const since = "2026-01-02T03:04:05.678Z";
  await writeFile(join(root, "here", ".lock"), JSON.stringify({ pid: process.pid, since }));
  await expect(lockDevice(root, "here")).rejects.toThrow(DeviceBusyError);
});
