import { launchBrowser } from "@vmoe-bench/host-page";
import { createPageServer } from "@vmoe-bench/server";
import { findBrowser } from "@vmoe-bench/setup";
import { UnsupportedError } from "@vmoe-bench/contracts";
import { pageFolder } from "../project.ts";
import type { Figure } from "../self-benchmark/figures.ts";

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
    ];
  } finally {
    await browser.close();
    await server.close();
  }
}
