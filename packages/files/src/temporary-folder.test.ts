import { fork, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { sweepTemporaryFolders, temporaryFolder } from "./temporary-folder.ts";

/** As built, since a process has to run it. */
const holder = fileURLToPath(new URL("../dist/testing/holder.js", import.meta.url));

let before: string;
let root: string;
beforeEach(() => {
  before = tmpdir();
  root = mkdtempSync(join(before, "temporary-folder-test-"));
  vi.stubEnv("TMPDIR", root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** A process that holds a folder, until it is told "leave" or is killed. */
async function startHolder(): Promise<{ child: ChildProcess; path: string }> {
  const child = fork(holder, {
    execArgv: [],
    env: { ...process.env, TMPDIR: root },
  });
  const path = await new Promise<string>((resolve) => {
    child.once("message", (message) => resolve(typeof message === "string" ? message : ""));
  });
  return { child, path };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

test("is removed when it is not needed any more", () => {
  const folder = temporaryFolder("models");
  expect(dirname(folder.path)).toBe(root);
  expect(basename(folder.path)).toMatch(/^vmoe-bench-models-/);
  folder.remove();
  folder.remove();
  expect(readdirSync(root)).toEqual([]);
});

test("goes when its process exits without removing it", async () => {
  const { child, path } = await startHolder();
  expect(existsSync(join(path, "file"))).toBe(true);
  child.send("leave");
  await ended(child);
  expect(readdirSync(root)).toEqual([]);
});

test("what a killed process left is swept, what a running one has is not", async () => {
  const killed = await startHolder();
  const running = await startHolder();
  killed.child.kill("SIGKILL");
  await ended(killed.child);
  expect(existsSync(killed.path)).toBe(true);
  sweepTemporaryFolders();
  expect(existsSync(killed.path)).toBe(false);
  expect(existsSync(running.path)).toBe(true);
  running.child.send("leave");
  await ended(running.child);
});

test("a process number that is used again does not keep a folder", () => {
  const folder = temporaryFolder("models");
  const name = basename(folder.path);
  const [start = ""] = /(?<=-\d+-)[0-9a-f]{8}(?=-)/.exec(name) ?? [];
  const other = join(root, name.replace(start, "00000000"));
  mkdirSync(other);
  sweepTemporaryFolders();
  expect(readdirSync(root)).toEqual([name]);
  folder.remove();
});

test("only our own names are swept; those of another machine after a week", () => {
  const others = [
    "vmoe-bench-notes",
    "vmoe-bench-models-1-abc",
    "somebody-1-00000000-00000000-aaaaaa",
  ];
  const elsewhere = "vmoe-bench-models-999999999-00000000-00000000-aaaaaa";
  for (const name of [...others, elsewhere]) mkdirSync(join(root, name));
  sweepTemporaryFolders();
  expect(readdirSync(root)).toHaveLength(4);
  const eightDaysAgo = Date.now() / 1_000 - 8 * 24 * 3_600;
  utimesSync(join(root, elsewhere), eightDaysAgo, eightDaysAgo);
  sweepTemporaryFolders();
  expect(readdirSync(root).toSorted()).toEqual(others.toSorted());
});
