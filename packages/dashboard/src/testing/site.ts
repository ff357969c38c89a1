import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds the page from its sources into a new folder, so that a test never sees a stale one. */
export async function buildSite(): Promise<string> {
  const outDir = join(await mkdtemp(join(tmpdir(), "vmoe-site-")), "site");
  await build({
    root,
    configFile: join(root, "vite.config.ts"),
    logLevel: "error",
    resolve: { conditions: ["source"] },
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}
