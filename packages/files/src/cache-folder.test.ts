import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { cacheFolder, cachePlace } from "./cache-folder.ts";

const usual = join(homedir(), ".cache", "vmoe-bench");

test.each([
  [{}, usual],
  [{ HOME: "" }, usual],
  [{ HOME: "/home/ada" }, "/home/ada/.cache/vmoe-bench"],
  [{ XDG_CACHE_HOME: "/var/cache" }, "/var/cache/vmoe-bench"],
  [{ XDG_CACHE_HOME: "" }, usual],
  [{ XDG_CACHE_HOME: "relative" }, usual],
  [{ XDG_CACHE_HOME: "/var/cache", VMOE_BENCH_CACHE: "/data/bench" }, "/data/bench"],
  [{ VMOE_BENCH_CACHE: "" }, usual],
])("with %j it is %s", (env, folder) => {
  expect(cacheFolder(env)).toBe(folder);
  expect(cachePlace(env).folder).toBe(folder);
});

const mayBeAnyone = process.getuid?.() === 0;
/** The module as built, since a process has to run it. */
const built = fileURLToPath(new URL("../dist/index.js", import.meta.url));

test.skipIf(!mayBeAnyone)("a user without a home has one in the temporary folder", async () => {
  const nobody = 61_234;
  const script = `import(${JSON.stringify(built)}).then((m) => { m.cacheFolder(); console.log(m.cacheFolder()); })`;
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ["-e", script], {
    env: { PATH: process.env["PATH"] },
    uid: nobody,
    cwd: "/",
  });
  expect(stdout.trim()).toBe(`/tmp/vmoe-bench-cache-${nobody}`);
  expect(stderr.match(/there is no home folder/g)).toHaveLength(1);
  const other = await promisify(execFile)(process.execPath, ["-e", script], {
    env: { PATH: process.env["PATH"], TMPDIR: "/dev" },
    uid: nobody,
    cwd: "/",
  }).catch((error: unknown) => String(error));
  expect(other).toContain("Set VMOE_BENCH_CACHE to a folder of your own");
});
