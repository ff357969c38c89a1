import { launchBrowser, type LaunchOptions } from "@vmoe-bench/server/driven";
import { findBrowser } from "@vmoe-bench/setup";
import type { Browser } from "puppeteer-core";

const found = await findBrowser("chrome");

/** Why tests in a browser are skipped; undefined where there is one. */
export const noBrowser: string | undefined = found.available ? undefined : found.reason;
if (noBrowser !== undefined) process.stderr.write(`Tests in a browser are skipped: ${noBrowser}\n`);

export function openBrowser(options: LaunchOptions = {}): Promise<Browser> {
  if (!found.available) throw new Error(found.reason);
  return launchBrowser(found, options);
}
