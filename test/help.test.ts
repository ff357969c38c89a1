import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkJson } from "@vmoe-bench/contracts";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { commands } from "../packages/cli/src/program.ts";
import { complaint, projectRoot, vmoeBench } from "./cli.ts";

describe("the program", () => {
  it("tells of every command, in the order of its list", async () => {
    const { code, stdout } = await vmoeBench("--help");
    expect(code).toBe(0);
    const told = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
    expect(told).toEqual([...Object.keys(commands), "help"]);
  });

  it.each(["comapre", "constructor"])("names no command %s", async (name) => {
    const text = complaint(await vmoeBench(name));
    expect(text).toMatch(/^exit 2: error: unknown command '/);
    expect(text.includes("(Did you mean compare?)")).toBe(name === "comapre");
  });

  it("has the project's version", async () => {
    const manifest = await readFile(join(projectRoot, "package.json"), "utf8");
    const { version } = checkJson(z.object({ version: z.string() }), manifest, "package.json");
    expect((await vmoeBench("--version")).stdout).toBe(`${version}\n`);
  });
});
