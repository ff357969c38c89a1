import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readTextFile, readTextFileIfThere } from "./read-text-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";

function place(): string {
  const folder = temporaryFolder("text");
  onTestFinished(() => folder.remove());
  return folder.path;
}

const told = (path = "") => readTextFile(path).catch((error: unknown) => String(error));

test("a file's text, and none where there is no file", async () => {
  const file = join(place(), "a.json");
  expect(await readTextFileIfThere(file)).toBeUndefined();
  await expect(readTextFile(file)).rejects.toThrow(`${file} can't be read: it is not there.`);
  writeFileSync(file, "[]");
  expect([await readTextFile(file), await readTextFileIfThere(file)]).toEqual(["[]", "[]"]);
});

test("what is no small file is told as what it is", async () => {
  const folder = place();
  const [dir, huge, circle] = ["dir.json", "huge.json", "circle.json"].map((name) =>
    join(folder, name),
  );
  mkdirSync(dir ?? "");
  writeFileSync(huge ?? "", "");
  // It takes no space on the disk.
  truncateSync(huge ?? "", 2 ** 32);
  symlinkSync(circle ?? "", circle ?? "");
  expect(await told(dir)).toMatch(/it is a folder\.$/);
  expect(await told(huge)).toMatch(/4294967296 bytes are more than 67108864\.$/);
  expect(await told(circle)).toMatch(/its links lead in a circle\.$/);
  expect(await told(join(huge ?? "", "inside"))).toMatch(/a part of the path is a file\.$/);
});

test.skipIf(process.platform === "win32")("a device, which has no end, is not read", async () => {
  expect(await told("/dev/zero")).toMatch(/it is a device\.$/);
});
