import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { create } from "tar";
import { expect, test } from "vitest";
import type { Machine } from "../machine/machine.ts";
import { exited, fakeMachine } from "../testing/fake-machine.ts";
import { temporaryFolder, writeFiles } from "../testing/workplace.ts";
import { setUpOnnxRuntime } from "./set-up-onnxruntime.ts";

const libraries = "bin/napi-v6";

/** The package as an installed vmoe-bench has it, and an npm that packs a small one of three platforms. */
async function place(packs = true) {
  const packageDir = await temporaryFolder();
  const registry = await temporaryFolder();
  await writeFiles(packageDir, { "package.json": JSON.stringify({ version: "1.30.0" }) });
  const platforms = ["linux/x64", "linux/arm64", "darwin/arm64"];
  const names = platforms.map(
    (platform) => `package/${libraries}/${platform}/onnxruntime_binding.node`,
  );
  await writeFiles(registry, {
    "package/package.json": "another",
    ...Object.fromEntries(names.map((name) => [name, name])),
  });
  const asked: string[] = [];
  const machine: Machine = {
    ...fakeMachine({ nodePath: process.execPath }),
    async run({ program, args }) {
      asked.push([program, ...args.slice(0, 2)].join(" "));
      if (!packs) return exited(1, "", "npm error network unreachable");
      const file = join(args.at(-1) ?? "", "onnxruntime-node-1.30.0.tgz");
      await create({ gzip: true, cwd: registry, file }, ["package"]);
      return exited(0);
    },
  };
  const setUp = () => setUpOnnxRuntime({ packageDir, machine, reporter: { step: () => {} } });
  return { packageDir, asked, setUp };
}

test("keeps what is for this platform of the version that is installed, and asks once", async () => {
  const { packageDir, asked, setUp } = await place();
  expect(await setUp()).toEqual({ available: true });
  expect(await setUp()).toEqual({ available: true });
  expect(asked).toEqual(["npm pack onnxruntime-node@1.30.0"]);
  expect(await readdir(join(packageDir, libraries))).toEqual(["linux"]);
  expect(await readdir(join(packageDir, libraries, "linux"))).toEqual(["x64"]);
  expect((await readdir(packageDir)).toSorted()).toEqual(["bin", "package.json"]);
  expect(await readFile(join(packageDir, "package.json"), "utf8")).toContain("1.30.0");
});

test("says why it can't be had, and leaves nothing behind", async () => {
  const { packageDir, setUp } = await place(false);
  const outcome = await setUp();
  expect(outcome.available ? "" : outcome.reason).toMatch(
    /^npm could not download onnxruntime-node@1\.30\.0 .*unreachable/,
  );
  expect(await readdir(packageDir)).toEqual(["package.json"]);
});
