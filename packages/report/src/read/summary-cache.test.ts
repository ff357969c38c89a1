import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { fingerprintOf } from "./summary-cache.ts";

test("a file that is still written changes nothing; one that has its name does", async () => {
  const dir = await mkdtemp(join(tmpdir(), "fingerprint-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  await writeFile(join(dir, "run.json"), "{}");
  const { hash } = await fingerprintOf(dir);
  await writeFile(join(dir, "0001.json.partial"), "{");
  expect((await fingerprintOf(dir)).hash).toBe(hash);
  await writeFile(join(dir, "0001.json"), "{}");
  expect((await fingerprintOf(dir)).hash).not.toBe(hash);
});
