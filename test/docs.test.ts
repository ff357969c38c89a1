import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "./cli.ts";

/** A path in `code` from the project's root, or from a package's own folder: "runner/src/check". */
const named =
  /`((?:packages|test|scripts|examples|suites|recipes|queues|devices)\/[\w./-]+|[a-z-]+\/src\/[\w./-]+)`/g;
const linked = /\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g;
/** What the reader is to make. */
const notHere = new Set(["devices/NAME.json"]);

async function documents(): Promise<string[]> {
  const [docs, packages] = await Promise.all(
    ["docs", "packages"].map((folder) => readdir(join(projectRoot, folder), { recursive: true })),
  );
  return [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "results/training/README.md",
    ...(docs ?? []).map((file) => `docs/${file}`),
    ...(packages ?? []).map((file) => `packages/${file}`),
  ].filter((file) => file.endsWith(".md") && !file.includes("node_modules"));
}

it("names no file that is not there", async () => {
  const missing: string[] = [];
  for (const document of await documents()) {
    const text = await readFile(join(projectRoot, document), "utf8");
    const paths = [
      ...[...text.matchAll(named)].map(([, path = ""]) =>
        /^[a-z-]+\/src\//.test(path) ? `packages/${path}` : path,
      ),
      ...[...text.matchAll(linked)].map(([, path = ""]) => join(dirname(document), path)),
    ];
    for (const path of paths)
      if (!notHere.has(path) && !existsSync(join(projectRoot, path)))
        missing.push(`${document}: ${path}`);
  }
  expect(missing).toEqual([]);
});
