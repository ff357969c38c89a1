import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { systemFault } from "./failure.ts";

/** Whatever the system throws. */
function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

test("a folder for a file is told with its remedy", () => {
  expect(systemFault(thrownBy(() => readFileSync(tmpdir())))).toMatch(
    /^read: it is a folder, and a file is wanted \(EISDIR\)\.\n {7}Look at the path/,
  );
});

test("a file for a folder is told with its path", () => {
  const path = `${import.meta.filename}/inside.json`;
  expect(systemFault(thrownBy(() => readFileSync(path)))).toBe(
    `${path}: a part of the path is a file (ENOTDIR).\n       Look at the path and its permissions.`,
  );
});

test("what is not there, and every other error, is not the system's", () => {
  expect(systemFault(thrownBy(() => readFileSync("/nowhere/at/all")))).toBeUndefined();
  expect(systemFault(new TypeError("x is undefined"))).toBeUndefined();
});
