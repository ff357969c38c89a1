import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { provenanceSchema } from "@vmoe-bench/contracts";
import { temporaryFolder } from "../testing/suite.ts";
import { readAllowedCores, systemFacts } from "./system.ts";
import { harnessProvenance } from "./harness.ts";

async function rootWith(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), `${text}\n`);
  }
  return root;
}

test.each([
  ["no control groups", {}, null],
  ["a container's own root", { "sys/fs/cgroup/cpu.max": "150000 100000" }, 1.5],
  ["no limit", { "sys/fs/cgroup/cpu.max": "max 100000" }, null],
  [
    "the narrowest of a group and of those around it",
    {
      "proc/self/cgroup": "0::/app.slice/job.scope",
      "sys/fs/cgroup/app.slice/job.scope/cpu.max": "400000 100000",
      "sys/fs/cgroup/app.slice/cpu.max": "50000 100000",
    },
    0.5,
  ],
  [
    "version 1",
    {
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "200000",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
    },
    2,
  ],
  [
    "a group of version 1, below one that is wider",
    {
      "proc/self/cgroup": "4:memory:/other\n1:cpu,cpuacct:/service/job\n0::/",
      "sys/fs/cgroup/cpu/service/job/cpu.cfs_quota_us": "50000",
      "sys/fs/cgroup/cpu/service/job/cpu.cfs_period_us": "100000",
      "sys/fs/cgroup/cpu/service/cpu.cfs_quota_us": "150000",
      "sys/fs/cgroup/cpu/service/cpu.cfs_period_us": "100000",
    },
    0.5,
  ],
  [
    "version 1 without a limit",
    {
      "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1",
      "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000",
    },
    null,
  ],
] as const)("%s", async (_, files, cpuQuota) => {
  const cores = await readAllowedCores(await rootWith(files));
  expect(cores).toEqual({ allowedCores: availableParallelism(), cpuQuota });
});

test.skipIf(process.platform !== "linux" || cpus().length < 2)(
  "a process that is held to one core knows it",
  () => {
    const module = fileURLToPath(new URL("./system.ts", import.meta.url))
      .replace("/src/", "/dist/")
      .replace(/\.ts$/, ".js");
    const script = `import(${JSON.stringify(module)}).then(async (m) => console.log(JSON.stringify(await m.systemFacts())))`;
    const said = execFileSync("taskset", ["-c", "0", process.execPath, "-e", script]);
    expect(JSON.parse(said.toString())).toMatchObject({ cores: cpus().length, allowedCores: 1 });
  },
);

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
