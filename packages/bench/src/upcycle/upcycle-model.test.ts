import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requireOtherFolder } from "./upcycle-model.ts";

test("a model is not written over the one that it comes from", async () => {
  const root = await mkdtemp(join(tmpdir(), "vmoe-bench-upcycle-"));
  onTestFinished(() => rm(root, { recursive: true }));
  const given = join(root, "my-vit");
  await mkdir(given);
  await writeFile(join(given, "model.safetensors"), "");
  await symlink(given, join(root, "link"));
  for (const to of [given, `${given}/`, join(root, "link")])
    await expect(requireOtherFolder(to, `${given}/`)).rejects.toThrow(/written over the one/);
  const file = join(given, "model.safetensors");
  await expect(requireOtherFolder(given, file)).rejects.toThrow(/written over the one/);
  await requireOtherFolder(join(root, "upcycled", "my-vit"), given);
  await requireOtherFolder(join(root, "upcycled", "fashion-vit"), "fashion-vit");
});
