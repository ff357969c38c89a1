import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot, vmoeBench } from "./cli.ts";

/** Prettier pads the columns of a table, which changes nothing of what it says. */
const unpadded = (markdown: string) =>
  markdown
    .split("\n")
    .map((line) => line.replaceAll(/-{2,}/g, "-").replaceAll(/\s+/g, " ").trim())
    .filter((line) => line !== "");

it("has the table of trained models as the committed records give it", async () => {
  const { code, stdout } = await vmoeBench("compare", "--training", "--format", "md");
  expect(code).toBe(0);
  const readme = await readFile(join(projectRoot, "results", "training", "README.md"), "utf8");
  const [, table = ""] = /<!-- compare --training -->\n([^]*?)<!-- end -->/.exec(readme) ?? [];
  expect(unpadded(table)).toEqual(unpadded(stdout));
});

it("is read in a minute, and begins with the answer as it is printed", async () => {
  const readme = await readFile(join(projectRoot, "README.md"), "utf8");
  expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(8_192);
  const [, run = "", printed = ""] = /<!-- compare (\S+) -->\n+```\n([^]*?)```/.exec(readme) ?? [];
  const { code, stdout } = await vmoeBench("compare", run);
  expect(code).toBe(0);
  expect(printed).toBe(stdout);
});
