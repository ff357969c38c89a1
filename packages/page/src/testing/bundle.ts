import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const packageRoot = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Bundles a page from today's sources, as the build does it.
 * @param root folder with its `index.html`, below this package
 * @returns the folder that it lies in
 */
export async function bundle(root = "."): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), "vmoe-bench-page-"));
  await build({
    root: join(packageRoot, root),
    configFile: join(packageRoot, "vite.config.ts"),
    build: { outDir, minify: false },
    logLevel: "error",
  });
  return outDir;
}
