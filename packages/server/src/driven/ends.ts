import { type BlockEnd, KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import { failedEnd } from "@vmoe-bench/runner";
import { type Browser, type Page, TimeoutError } from "puppeteer-core";

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

function notStarted(program: string, why: string): BlockEnd {
  return failedEnd(
    "no-browser",
    `${program} could not be started: ${why}`,
    "Start it by hand to see what it lacks, or set PUPPETEER_EXECUTABLE_PATH to another one.",
  );
}

/** What a browser wrote may be many kilobytes, and the lines that matter are few. */
const mostCharacters = 400;

const sandbox =
  /No usable sandbox|without --no-sandbox|SUID sandbox|setuid sandbox|sandbox_host|namespace sandbox/i;
const telling = /sandbox|error|fatal|cannot|can't|denied|not found|EACCES|ENOEXEC/i;

const sandboxRemedy = [
  "Run as another user than root; let programs make user namespaces (sysctl kernel.unprivileged_userns_clone=1,",
  "and kernel.apparmor_restrict_unprivileged_userns=0 or the browser's AppArmor profile); or, as only pages of",
  "vmoe-bench are opened, start it without: --browser-arg=--no-sandbox.",
].join(" ");

/**
 * Why a browser did not start. What can't change while a run measures makes the arm unsupported, so
 * that nothing of it is started again; a slow or full machine may start it the next time.
 */
export function launchFault(program: string, error: unknown): BlockEnd {
  if (error instanceof KnownError)
    return { type: "unsupported", reason: error.message, remedy: error.remedy };
  const said = messageOf(error);
  const short = tellingLine(said);
  const passing = ["EAGAIN", "ENOMEM", "EMFILE"].some(
    (code) => systemErrorCode(error) === code || said.includes(code),
  );
  if (error instanceof TimeoutError || passing) return notStarted(program, short);
  if (sandbox.test(said))
    return {
      type: "unsupported",
      reason: `${program} does not start, as its sandbox can't be used here: ${short}`,
      remedy: sandboxRemedy,
    };
  return {
    type: "unsupported",
    reason: `${program} does not start: ${short}`,
    remedy:
      "Start it by hand to see what it lacks, or set PUPPETEER_EXECUTABLE_PATH to another one.",
  };
}

/** The line that says most of what is wrong: of the sandbox, else of an error, else the first. */
function tellingLine(said: string): string {
  const lines = said
    .split("\n")
    // Chromium's own begin with a process, a time and a place in its source.
    .map((line) => line.replace(/^\[\d+:[^\]]*\]/, "").trim())
    .filter((line) => line !== "" && line !== "stderr:" && !line.startsWith("TROUBLESHOOTING"));
  const line =
    lines.find((one) => sandbox.test(one)) ??
    lines.slice(1).find((one) => telling.test(one)) ??
    lines[0] ??
    "it says nothing";
  return line.slice(0, mostCharacters);
}
