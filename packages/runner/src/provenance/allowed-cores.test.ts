import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/suite.ts";
import { readAllowedCores } from "./system.ts";

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
