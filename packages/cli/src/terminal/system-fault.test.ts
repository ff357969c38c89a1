import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KnownError } from "@vmoe-bench/contracts/errors";
import { expect, onTestFinished, test } from "vitest";
import { systemFault } from "./system-fault.ts";

function thrownBy(use: () => unknown): unknown {
  try {
    use();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("a folder in a file's place is the user's, with its name", () => {
  const folder = mkdtempSync(join(tmpdir(), "system-fault-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // Node names no path where it reads what it has opened.
  const error = Object.assign(new Error("EISDIR"), { code: "EISDIR", path: folder });
  expect(systemFault(error)).toMatchObject({
    code: "system-fault",
    message: `${folder} can't be used: it is a folder, where a file is wanted.`,
    exitCode: 2,
    cause: error,
  });
});

test("so is what may not be read", () => {
  const error = Object.assign(new Error("EACCES: permission denied, open '/a/b'"), {
    code: "EACCES",
    path: "/a/b",
  });
  expect(systemFault(error)?.message).toBe("/a/b can't be used: permission is denied.");
});

test("what is missing may be our fault, and what has no path is", () => {
  expect(systemFault(thrownBy(() => readFileSync("/nowhere/at/all")))).toBeUndefined();
  expect(systemFault(Object.assign(new Error("no"), { code: "EACCES" }))).toBeUndefined();
  expect(systemFault(new TypeError("no"))).toBeUndefined();
  expect(systemFault(new KnownError("EACCES", "no", "no"))).toBeUndefined();
});
