import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Command, CommandEnd } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import { withFonts } from "./with-fonts.ts";

let cacheDir: string;
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), "fonts-"));
});
afterEach(() => rm(cacheDir, { recursive: true }));

const options = (end: CommandEnd, asked: Command[] = []) => ({
  cacheDir,
  reporter: { step: () => undefined },
  machine: {
    ...thisMachine,
    run: async (command: Command) => {
      asked.push(command);
      return end;
    },
  },
});
const done = { end: "exited", code: 0, stdout: "", stderr: "" } as const;

test("fonts are installed where they are used, and are gone afterwards", async () => {
  const asked: Command[] = [];
  const used = await withFonts(["a@1", "b@2"], options(done, asked), async (folder) => {
    expect(await readdir(join(cacheDir, "fonts"))).toEqual([folder.split("/").at(-1)]);
    return folder;
  });
  expect(asked[0]?.args.slice(-4)).toEqual(["--prefix", used, "a@1", "b@2"]);
  expect(await readdir(join(cacheDir, "fonts"))).toEqual([]);
});

test("what npm says is told", async () => {
  const failed = { ...done, code: 1, stderr: "npm error network timeout\n" };
  const used = withFonts(["a@1"], options(failed), async () => "never");
  await expect(used).rejects.toThrow(
    'npm can\'t install the fonts: exit code 1, "npm error network timeout".',
  );
  expect(await readdir(join(cacheDir, "fonts"))).toEqual([]);
});
