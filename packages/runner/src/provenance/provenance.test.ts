import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { provenanceSchema } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/suite.ts";
import { harnessProvenance } from "./harness.ts";
import { systemFacts } from "./system.ts";

test("outside a checkout the commit is unknown", async () => {
  expect(await harnessProvenance(await temporaryFolder(), "1.2.3")).toEqual({
    version: "1.2.3",
    commit: null,
    dirty: null,
    lockfileSha256: null,
  });
});

test("an installed package says which commit it was made from, also inside somebody's checkout", async () => {
  const project = await temporaryFolder();
  execFileSync("git", ["-C", project, "init", "--quiet"]);
  const dir = join(project, "node_modules", "vmoe-bench");
  await mkdir(dir, { recursive: true });
  const gitHead = "0123456789abcdef0123456789abcdef01234567";
  await writeFile(join(dir, "package.json"), JSON.stringify({ version: "1.2.3", gitHead }));
  expect(await harnessProvenance(dir, "1.2.3")).toEqual({
    version: "1.2.3",
    commit: gitHead,
    dirty: null,
    lockfileSha256: null,
  });
});

test("a checkout has a commit, and says whether it has changes", async () => {
  const dir = await temporaryFolder();
  const git = (...args: string[]) => execFileSync("git", ["-C", dir, ...args]);
  git("init", "--quiet");
  // SHA-256 of the three bytes "{}\n".
  await writeFile(join(dir, "package-lock.json"), "{}\n");
  git("add", ".");
  git("-c", "user.name=n", "-c", "user.email=e@x", "commit", "--quiet", "-m", "one");
  const clean = await harnessProvenance(dir, "1");
  expect(clean).toMatchObject({
    dirty: false,
    lockfileSha256: "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356",
  });
  expect(clean.commit).toMatch(/^[0-9a-f]{40}$/);
  await writeFile(join(dir, "new"), "");
  expect(await harnessProvenance(dir, "1")).toEqual({ ...clean, dirty: true });
});

test("this machine can be described", async () => {
  const facts = await systemFacts();
  expect(provenanceSchema.shape.system.parse(facts)).toEqual(facts);
  expect(facts.cores).toBeGreaterThan(0);
});
