import { launchBrowser, type LaunchOptions } from "@vmoe-bench/server/driven";
import { findBrowser } from "@vmoe-bench/setup";
import type { Browser } from "puppeteer-core";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const chrome = await findBrowser("chrome");

/** Why tests in a browser are skipped; undefined where there is one. */
export const noBrowser: string | undefined = chrome.available ? undefined : chrome.reason;
if (noBrowser !== undefined) process.stderr.write(`Tests in a browser are skipped: ${noBrowser}\n`);

export function openBrowser(options: LaunchOptions = {}): Promise<Browser> {
  if (!chrome.available) throw new Error(chrome.reason);
  return launchBrowser(chrome, options);
}

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
