import type { BlockEnd } from "@vmoe-bench/contracts";
import { failedEnd } from "@vmoe-bench/runner";
import type { Browser, Page } from "puppeteer-core";

interface WatchedPage {
  /** How the block ends where the page does not live to tell. */
  readonly gone: Promise<BlockEnd>;
  /** To be called at each word of the page. */
  readonly heard: () => void;
}

/** Watches for a page that crashes, is closed, or says nothing for too long. */
export function watchPage(
  browser: Browser,
  page: Page,
  limitMs: number,
  ended: AbortSignal,
): WatchedPage {
  const silent = new AbortController();
  const silence = setTimeout(() => silent.abort(), limitMs);
  const gone = new Promise<BlockEnd>((resolve) => {
    const disconnected = () => resolve(browserGone);
    browser.once("disconnected", disconnected);
    page.once("error", () => resolve(pageCrashed));
    page.once("close", () => resolve(browser.connected ? pageClosed : browserGone));
    silent.signal.addEventListener("abort", () => resolve(tooLong(limitMs)));
    ended.addEventListener("abort", () => {
      clearTimeout(silence);
      browser.off("disconnected", disconnected);
    });
  });
  return { gone, heard: () => void silence.refresh() };
}

const browserGone = failedEnd(
  "browser-crash",
  "The browser ended in the middle of the block.",
  "Run it again; if it ends again, this browser can't run this model here.",
);

const pageCrashed = failedEnd(
  "page-crash",
  "The page crashed in the middle of the block, as it does when memory runs out.",
  "Use a smaller batch or model, or a machine with more memory.",
);

const pageClosed = failedEnd(
  "page-closed",
  "The page was closed in the middle of the block.",
  "Leave the browser's pages open while a run measures.",
);

function tooLong(limitMs: number): BlockEnd {
  return failedEnd(
    "time-limit",
    `The page said nothing for ${Math.round(limitMs / 1_000)} s and was closed.`,
    "Try a smaller profile or model; if it hangs again, report it.",
  );
}

export function notOpened(why: string): BlockEnd {
  return failedEnd(
    "no-page",
    `The page did not open: ${why}`,
    "Build it (npm run build) and run again; a slow machine may need more time.",
  );
}

export function notStarted(program: string, why: string): BlockEnd {
  return failedEnd(
    "no-browser",
    `${program} could not be started: ${why}`,
    "Start it by hand to see what it lacks, or set PUPPETEER_EXECUTABLE_PATH to another one.",
  );
}
