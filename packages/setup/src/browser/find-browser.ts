import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserKind, Unavailable } from "@vmoe-bench/contracts";
import { cacheFolder, homeFolder } from "@vmoe-bench/files";
import { existsSync } from "node:fs";
import { describeEnd, type Machine, type SetupReporter, succeeded } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";

export interface FoundBrowser {
  readonly available: true;
  readonly kind: BrowserKind;
  /** Its program. */
  readonly path: string;
}

const places: Readonly<Record<BrowserKind, Readonly<Record<string, readonly string[]>>>> = {
  chrome: {
    linux: [
      "/usr/bin/google-chrome",
      "/usr/bin/google-chrome-stable",
      "/usr/bin/chromium",
      "/usr/bin/chromium-browser",
      "/snap/bin/chromium",
      "/usr/bin/microsoft-edge",
    ],
    darwin: [
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
      "/Applications/Chromium.app/Contents/MacOS/Chromium",
      "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ],
    win32: [
      String.raw`C:\Program Files\Google\Chrome\Application\chrome.exe`,
      String.raw`C:\Program Files (x86)\Google\Chrome\Application\chrome.exe`,
      String.raw`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`,
    ],
  },
  firefox: {
    linux: ["/usr/bin/firefox", "/usr/bin/firefox-esr", "/snap/bin/firefox"],
    darwin: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    win32: [String.raw`C:\Program Files\Mozilla Firefox\firefox.exe`],
  },
};

const inMacApp = [
  "Google Chrome for Testing.app",
  "Contents",
  "MacOS",
  "Google Chrome for Testing",
];

/** Below Puppeteer's cache: a folder a version, with the program in it. */
const cached: Readonly<Record<BrowserKind, readonly (readonly string[])[]>> = {
  chrome: [
    ["chrome-linux64", "chrome"],
    ["chrome-linux-arm64", "chrome"],
    ["chrome-mac-arm64", ...inMacApp],
    ["chrome-mac-x64", ...inMacApp],
    ["chrome-win64", "chrome.exe"],
  ],
  firefox: [
    ["firefox", "firefox"],
    ["Firefox.app", "Contents", "MacOS", "firefox"],
    ["firefox", "firefox.exe"],
  ],
};

/**
 * The browser that pages are opened in: the one that PUPPETEER_EXECUTABLE_PATH names, else one in the
 * usual places, else one of Puppeteer's cache. Starts nothing.
 */
export async function findBrowser(
  kind: BrowserKind,
  machine: Machine = thisMachine,
): Promise<FoundBrowser | Unavailable> {
  const named = namedBrowser(kind, machine);
  if (named !== undefined)
    return existsSync(named)
      ? { available: true, kind, path: named }
      : {
          available: false,
          reason: `PUPPETEER_EXECUTABLE_PATH names ${named}, which is not there.`,
          remedy: "Give it the path of a browser's program, or unset it.",
        };
  for (const path of places[kind][machine.platform] ?? [])
    if (existsSync(path)) return { available: true, kind, path };
  const path = await inPuppeteersCache(kind, machine);
  return path === undefined ? missing(kind, machine) : { available: true, kind, path };
}

function missing(kind: BrowserKind, machine: Machine): Unavailable {
  const [what, it, debian] =
    kind === "chrome"
      ? ["Chromium, Chrome or Edge", "one", "chromium"]
      : ["Firefox", "it", "firefox-esr"];
  const elsewhere = `npx @puppeteer/browsers install ${kind} --path "${cacheOf(machine)}"`;
  return {
    available: false,
    reason: `No ${what} was found.`,
    remedy: `Install ${it} (Debian: apt-get install ${debian}; elsewhere: ${elsewhere}), or set PUPPETEER_EXECUTABLE_PATH.`,
  };
}

/** The program that PUPPETEER_EXECUTABLE_PATH names, which is taken and no other. */
function namedBrowser(kind: BrowserKind, { env }: Machine): string | undefined {
  const named = env["PUPPETEER_EXECUTABLE_PATH"];
  return named && isOfKind(named, kind) ? named : undefined;
}

function isOfKind(path: string, kind: BrowserKind): boolean {
  return /firefox/i.test(path) === (kind === "firefox");
}

/** The newest version's program. */
async function inPuppeteersCache(kind: BrowserKind, machine: Machine): Promise<string | undefined> {
  const cache = cacheOf(machine);
  const versions = await readdir(join(cache, kind)).catch(() => []);
  const newestFirst = versions.toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }));
  for (const version of newestFirst)
    for (const below of cached[kind]) {
      const path = join(cache, kind, version, ...below);
      if (existsSync(path)) return path;
    }
  return undefined;
}

function cacheOf({ env }: Machine): string {
  const named = env["PUPPETEER_CACHE_DIR"];
  if (named) return named;
  const home = homeFolder(env);
  return home === undefined
    ? join(cacheFolder(env), "puppeteer")
    : join(home, ".cache", "puppeteer");
}

interface BrowserOptions {
  readonly reporter: SetupReporter;
  readonly signal?: AbortSignal;
  readonly machine?: Machine;
  /** The user: 0 is root, who may install packages. */
  readonly uid?: number | undefined;
  readonly find?: typeof findBrowser;
}

const updateLimit = 120_000;
const installLimit = 600_000;

/**
 * A Chromium to run pages in: one that is here, else Debian's package where this user may install it.
 * Where the user has named one that is not there, another would not be taken.
 */
export async function setUpBrowser(options: BrowserOptions): Promise<FoundBrowser | Unavailable> {
  const { reporter, signal, machine = thisMachine, find = findBrowser } = options;
  const uid = "uid" in options ? options.uid : process.getuid?.();
  const browser = await find("chrome", machine);
  if (browser.available || namedBrowser("chrome", machine) !== undefined) return browser;
  if (uid !== 0 || machine.platform !== "linux") return browser;
  const run = (args: readonly string[], limit: number) =>
    machine.run({
      program: "apt-get",
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      limit,
      signal,
    });
  if (!succeeded(await run(["--version"], updateLimit))) return browser;
  reporter.step("installing Debian's chromium with apt-get, for the backends in a browser");
  await run(["update", "-qq"], updateLimit);
  const end = await run(
    ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    installLimit,
  );
  if (succeeded(end)) return find("chrome", machine);
  return {
    ...browser,
    reason: `${browser.reason} apt-get can't install one (${describeEnd(end)}).`,
  };
}
