import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { launchBrowser } from "@vmoe-bench/server/driven";
import { createPageServer } from "@vmoe-bench/server";
import { findBrowser } from "@vmoe-bench/setup";
import { UnsupportedError } from "@vmoe-bench/contracts";
import { pageFolder } from "@vmoe-bench/files";
import type { Figure } from "../figure.ts";

const limitBytes = 500_000;

/** Bytes over the network, compressed, until a page that was never opened before is connected. */
export async function measureFirstVisit(): Promise<Figure[]> {
  const found = await findBrowser("chrome");
  if (!found.available) throw new UnsupportedError(found.reason, found.remedy);
  const server = await createPageServer({ page: pageFolder });
  const browser = await launchBrowser(found);
  try {
    const page = await browser.newPage();
    const network = await page.createCDPSession();
    await network.send("Network.enable");
    let value = 0;
    network.on("Network.loadingFinished", ({ encodedDataLength }) => {
      value += encodedDataLength;
    });
    await page.goto(server.joinUrl, { waitUntil: "networkidle0" });
    await server.nextPage(AbortSignal.timeout(60_000));
    return [
      {
        name: "first visit of the page, compressed, before any runtime",
        value,
        text: `${(value / 1_000).toFixed(1)} kB`,
        target: `at most ${limitBytes / 1_000} kB`,
        met: value > 0 && value <= limitBytes,
      },
      await everyScript(),
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}

/** All that any backend needs, but for the runtimes' WebAssembly. */
async function everyScript(): Promise<Figure> {
  const names = await readdir(pageFolder, { recursive: true });
  const scripts = names.filter((name) => /\.(html|css|m?js)$/.test(name));
  const files = await Promise.all(scripts.map((name) => readFile(join(pageFolder, name))));
  const value = files.reduce((sum, file) => sum + brotliCompressSync(file).length, 0);
  return {
    name: "every script of the page and of all its backends, compressed",
    value,
    text: `${(value / 1_000).toFixed(1)} kB`,
    target: `at most ${limitBytes / 1_000} kB`,
    met: value > 0 && value <= limitBytes,
  };
}
