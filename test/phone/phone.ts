import { launchBrowser } from "@vmoe-bench/server/driven";
import { findBrowser } from "@vmoe-bench/setup";
import { onTestFinished, vi } from "vitest";
import type { Network } from "./network.ts";

const chrome = await findBrowser("chrome");

/** Why tests in a browser are skipped; undefined where there is one. */
export const noBrowser: string | undefined = chrome.available ? undefined : chrome.reason;
if (noBrowser !== undefined) process.stderr.write(`Tests in a browser are skipped: ${noBrowser}\n`);

/** A browser of its own in the size of a phone, which opened an address. */
export interface Phone {
  /** Once the page says this. */
  untilItSays(text: string): Promise<void>;
  /** What the page says. */
  text(): Promise<string>;
  reload(): Promise<void>;
  /** The address opened once more, in the same browser. */
  anotherTab(): Promise<Phone>;
  closeTab(): Promise<void>;
  /** Ends the page's process, as a system does that needs its memory. */
  killTab(): Promise<void>;
}

/** A person who was warned of the certificate has said to go on. */
const acceptsCertificate = "--ignore-certificate-errors";

/** A phone upright, in CSS pixels. */
const usualSize = { width: 412, height: 915 };

export async function openPhone(
  url: string,
  { network, size = usualSize }: { network?: Network; size?: typeof usualSize } = {},
): Promise<Phone> {
  if (!chrome.available) throw new Error(chrome.reason);
  // Loopback addresses go through the proxy, too.
  const proxy =
    network === undefined
      ? []
      : [`--proxy-server=${network.proxy}`, "--proxy-bypass-list=<-loopback>"];
  const browser = await launchBrowser(chrome, { extraArgs: [acceptsCertificate, ...proxy] });
  onTestFinished(() => browser.close());
  return openTab(browser, url, size);
}

type Browser = Awaited<ReturnType<typeof launchBrowser>>;

async function openTab(browser: Browser, url: string, size: typeof usualSize): Promise<Phone> {
  const page = await browser.newPage();
  await page.setViewport({ ...size, deviceScaleFactor: 2, isMobile: true });
  await page.goto(url);
  const text = () => page.evaluate("document.body.innerText").then(String);
  return {
    text,
    untilItSays: (wanted) =>
      vi.waitFor(
        async () => {
          const now = await text();
          if (!now.includes(wanted)) throw new Error(`The page says: ${now}`);
        },
        { timeout: 60_000, interval: 100 },
      ),
    async reload() {
      await page.reload();
    },
    anotherTab: () => openTab(browser, url, size),
    closeTab: () => page.close(),
    async killTab() {
      const session = await page.createCDPSession();
      // It never answers: the page that would is gone.
      session.send("Page.crash").catch(() => undefined);
    },
  };
}
