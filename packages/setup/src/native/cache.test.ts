import { mkdir, readdir, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder, writeFiles } from "../testing/workplace.ts";
import { openWorkshop, publish, writeManifest } from "./cache.ts";

test("removes the workshops of processes that are gone, and no other", async () => {
  const cache = await temporaryFolder();
  // Process numbers end far below 2^31.
  const dead = `making-2147483646-${hostname()}-abcdef`;
  const running = `making-${process.pid}-${hostname()}-abcdef`;
  const elsewhere = `making-2147483646-${hostname()}-other-abcdef`;
  const longAgo = `making-${process.pid}-elsewhere-abcdef`;
  for (const name of [dead, running, elsewhere, longAgo, "entry"]) await mkdir(join(cache, name));
  await utimes(join(cache, longAgo), 0, 0);
  const fresh = await openWorkshop(cache);
  const names = (await readdir(cache)).map((name) => join(cache, name));
  const kept = [running, elsewhere, "entry"].map((name) => join(cache, name));
  expect(names.toSorted()).toEqual([fresh, ...kept].toSorted());
});

async function made(folder: string, content: string): Promise<string> {
  await writeFiles(folder, { "deps/lib/a.so": content, "lib/b.node": content });
  await writeManifest(folder, { "tfjs-node": "1" });
  return folder;
}

test("the first entry stays when it is intact, and is replaced when it is not", async () => {
  const root = await temporaryFolder();
  const cache = join(root, "cache");
  await mkdir(cache);
  const entry = await publish(await made(join(root, "first"), "1"), cache, "key");
  const first = await readdir(entry);
  await writeFiles(entry, { "extra-mark": "" });
  await publish(await made(join(root, "second"), "2"), cache, "key");
  expect(await readdir(entry)).toContain("extra-mark");

  await writeFiles(entry, { "lib/b.node": "altered" });
  await publish(await made(join(root, "third"), "3"), cache, "key");
  expect(await readdir(entry)).toEqual(first);
  expect(await readdir(root)).toEqual(["cache"]);
});
