import { randomUUID } from "node:crypto";
import {
  type Block,
  type BlockEnd,
  type Failure,
  type Host,
  type HostEvent,
  messageOf,
  type Provenance,
  type Unavailable,
} from "@vmoe-bench/contracts";
import { defaultTimeLimitMs, systemFacts, watchSuspension } from "@vmoe-bench/runner";
import type { FoundBrowser } from "@vmoe-bench/setup";
import type { Browser, Page } from "puppeteer-core";
import type { PageServer } from "../page-server.ts";
import { launchFault, notOpened, watchPage } from "./ends.ts";
import { browserArgs, launchBrowser, type LaunchOptions } from "./launch.ts";

export interface PageHostOptions {
  readonly server: PageServer;
  readonly browser: FoundBrowser | Unavailable;
  readonly launch?: LaunchOptions;
  /** After this the page is closed and the block has failed. */
  readonly timeLimitMs?: (block: Block) => number;
  /** Every page that a block is about to run in, for pictures and tests. */
  readonly onPage?: (page: Page) => void;
}

/** A host that keeps a browser between blocks. */
export interface PageHost extends Host {
  /** Closes its browser. A second call does nothing. */
  close(): Promise<void>;
}

/** From opening the page until it says hello, in ms. */
const helloLimitMs = 60_000;

/** In a row: a browser that hangs at its start would take a minute of each block. */
const mostFailures = 2;

function givenUp({ message, remedy }: Failure): BlockEnd {
  return { type: "unsupported", reason: `${message} It was tried ${mostFailures} times.`, remedy };
}

/**
 * Runs each block in a fresh page of one browser, which has the caches of earlier ones; a first start in
 * a browser with a fresh profile, so that nothing was downloaded or compiled before (rule 2).
 */
export function createPageHost(options: PageHostOptions): PageHost {
  const { browser: found, launch } = options;
  let kept: Promise<Browser> | undefined;
  /** It would not start at any other try, either. */
  let refused: BlockEnd | undefined;
  let failures = 0;
  const keptBrowser = async (program: FoundBrowser): Promise<Browser> => {
    const before = await kept?.catch(() => undefined);
    if (before?.connected !== true) kept = launchBrowser(program, launch);
    return kept ?? launchBrowser(program, launch);
  };
  return {
    async run(block, onEvent, signal) {
      if (signal.aborted) return { type: "aborted" };
      const placed = { ...block, images: options.server.mountSplit(block.images) };
      if (found.available) return runIn(found, placed, onEvent, signal);
      return { type: "unsupported", reason: found.reason, remedy: found.remedy };
    },
    async close() {
      const browser = await kept?.catch(() => undefined);
      kept = undefined;
      await browser?.close().catch(() => undefined);
    },
  };

  async function runIn(
    program: FoundBrowser,
    block: Block,
    onEvent: (event: HostEvent) => void,
    signal: AbortSignal,
  ): Promise<BlockEnd> {
    const { task } = block;
    const isFirst = task.kind === "footprint" && task.regime === "first-ever";
    if (refused !== undefined) return refused;
    let browser: Browser;
    try {
      browser = isFirst ? await launchBrowser(program, launch) : await keptBrowser(program);
    } catch (error) {
      const end = launchFault(program.path, error);
      failures += 1;
      if (end.type === "failed" && failures === mostFailures) refused = givenUp(end.failure);
      else if (end.type === "unsupported") refused = end;
      return refused ?? end;
    }
    failures = 0;
    try {
      return await runInPage(browser, program, { block, onEvent, signal, options });
    } finally {
      if (isFirst) await browser.close().catch(() => undefined);
    }
  }
}

interface BlockInPage {
  readonly block: Block;
  readonly onEvent: (event: HostEvent) => void;
  readonly signal: AbortSignal;
  readonly options: PageHostOptions;
}

async function runInPage(
  browser: Browser,
  program: FoundBrowser,
  { block, onEvent, signal, options }: BlockInPage,
): Promise<BlockEnd> {
  const { server, launch, onPage, timeLimitMs = defaultTimeLimitMs } = options;
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const facts = {
    system: await systemFacts(),
    version: await browser.version(),
    flags: browserArgs(program, launch),
  };
  let page: Page | undefined;
  try {
    page = await browser.newPage();
    onPage?.(page);
    const { gone, heard } = watchPage(browser, page, timeLimitMs(block), ended.signal);
    const watch = watchSuspension(undefined, heard);
    ended.signal.addEventListener("abort", watch.end, { once: true });
    const measured = async (opened: Page): Promise<BlockEnd> => {
      // All pages of a browser are one device, unless their address says another session.
      const url = new URL(server.joinUrl);
      url.searchParams.set("session", randomUUID());
      await opened.goto(url.href, { waitUntil: "domcontentloaded" });
      const hello = AbortSignal.any([either, AbortSignal.timeout(helloLimitMs)]);
      const connection = await server.nextPage(hello);
      const files = server.mountModel(block.files);
      return connection.run(
        { ...block, files },
        (event) => {
          heard();
          onEvent(withFacts(event, facts));
        },
        either,
      );
    };
    const end = await Promise.race([measured(page), gone]);
    if (end.type !== "completed") return end;
    // The page tells of its browser, and this process of the machine.
    return { ...end, suspendedMs: Math.max(end.suspendedMs ?? 0, watch.end()) };
  } catch (error) {
    return signal.aborted ? { type: "aborted" } : notOpened(messageOf(error));
  } finally {
    ended.abort();
    await page?.close().catch(() => undefined);
  }
}

/** What a page can't know of the machine and the browser that it is in. */
interface BrowserFacts {
  readonly system: Provenance["system"];
  readonly version: string;
  readonly flags: readonly string[];
}

/** A page's event, with them in its provenance. */
function withFacts(event: HostEvent, { system, version, flags }: BrowserFacts): HostEvent {
  if (event.type !== "started") return event;
  const { provenance } = event;
  const versions = { ...provenance.runtime.versions, browser: version };
  const runtime = {
    ...provenance.runtime,
    versions,
    flags: [...provenance.runtime.flags, ...flags],
  };
  return { ...event, provenance: { ...provenance, system, runtime } };
}
