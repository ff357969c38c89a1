import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkJson } from "@vmoe-bench/contracts";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { commandTable, createProgram } from "../packages/cli/src/main.ts";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";

const main = join(projectRoot, "packages/cli/bin/vmoe-bench.js");
const coverageSchema = z.object({ result: z.array(z.object({ url: z.string() })) });

/** Files that a command line loads, Node's own left out. */
async function loadedBy(...args: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), "vmoe-bench-loaded-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = { ...process.env, NODE_V8_COVERAGE: folder };
  execFileSync(process.execPath, [main, ...args], { env });
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return texts
    .flatMap((text) => checkJson(coverageSchema, text, folder).result)
    .flatMap(({ url }) => (url.startsWith("file:") ? [url] : []));
}

describe("the program", () => {
  it("tells of every command, in the order of its list", async () => {
    const { code, stdout } = await vmoeBench("--help");
    expect(code).toBe(0);
    const told = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
    expect(told).toEqual([...commandTable.map(({ name }) => name), "help"]);
  });

  it("loads neither a command nor a library of one for its help", async () => {
    const loaded = await loadedBy("--help");
    const ours = loaded.flatMap((url) => /\/packages\/(.*)\.js$/.exec(url)?.[1] ?? []);
    expect(ours.toSorted()).toEqual([
      "cli/bin/vmoe-bench",
      "cli/dist/main",
      "cli/dist/terminal/failure",
      "cli/dist/terminal/print",
      "contracts/dist/errors",
      "contracts/dist/reports-home",
    ]);
    const libraries = loaded.flatMap((url) => /\/node_modules\/([^/]+)/.exec(url)?.[1] ?? []);
    expect(new Set(libraries)).toEqual(new Set(["commander", "picocolors"]));
  });

  it.each(commandTable.map(({ name, usage }) => [name, usage]))(
    "tells of %s as its own help does",
    async (name, usage) => {
      const program = await createProgram([name]);
      const command = program.commands.find((one) => one.name() === name);
      // What commander puts together from the options and arguments themselves.
      expect(command?.usage()).toBe(usage);
    },
  );

  it("has the help of a command in two ways", async () => {
    const [asOption, asCommand] = [
      await vmoeBench("models", "--help"),
      await vmoeBench("help", "models"),
    ];
    expect(asOption.stdout).toContain("print the model cards as JSON");
    expect(asCommand).toEqual(asOption);
  });

  it.each(["comapre", "constructor"])("names no command %s", async (name) => {
    const text = complaint(await vmoeBench(name));
    expect(text).toMatch(/^exit 2: error: unknown command '/);
    expect(text.includes("(Did you mean compare?)")).toBe(name === "comapre");
  });

  it.each([
    [["report", "--out", "site"], "vmoe-bench dashboard --out FOLDER."],
    [["publish"], "vmoe-bench dashboard --publish --out FOLDER."],
    [["serve", "--join"], "vmoe-bench dashboard --serve, or vmoe-bench join to measure phones."],
    [["self-benchmark"], "npm run lab -- self."],
  ])("answers the earlier name of %j with the new one", async (words, now) => {
    expect(complaint(await vmoeBench(...words))).toBe(
      `exit 2: error: ${words[0]} is not a command of vmoe-bench any more. | Run ${now}`,
    );
  });

  it("has the project's version", async () => {
    const manifest = await readFile(join(projectRoot, "package.json"), "utf8");
    const { version } = checkJson(z.object({ version: z.string() }), manifest, "package.json");
    expect((await vmoeBench("--version")).stdout).toBe(`${version}\n`);
  });
});
