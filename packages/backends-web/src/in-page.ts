import { messageOf, UnsupportedError, type Probe, type Unavailable } from "@vmoe-bench/contracts";
import type { OnDeviceLost } from "./gpu/adapter.ts";

/** Where a page's server has a runtime's files, which the bundler names by their content. */
export interface RuntimeSource<Files> {
  readonly files: Files;
  /** Where to read a file of the server, which the page may have kept; part of the load. */
  readonly urlOf: (file: string) => Promise<string>;
}

/** What a page gives: where its server has the runtime, and who is told of a lost device. */
export interface InPage<Files> extends RuntimeSource<Files> {
  readonly onDeviceLost: OnDeviceLost;
}

/** What the probe of a backend says outside of a page. */
export function noPage(runtime: string): Unavailable {
  return {
    available: false,
    reason: `${runtime} runs in a page, and this is none.`,
    remedy: "Run it through a browser; `vmoe-bench doctor` says which is found.",
  };
}

/** What a probe says whose runtime threw. */
export function notLoaded(runtime: string, error: unknown): Unavailable {
  return {
    available: false,
    reason: `${runtime} does not load: ${messageOf(error)}.`,
    remedy: "Use a browser of the last two years, and load the page again.",
  };
}

/**
 * The page, which is there where the probe found the runtime.
 * @throws UnsupportedError with what the probe says
 */
export function pageWith<Page>(probe: Probe, page: Page | undefined): Page {
  if (!probe.available) throw new UnsupportedError(probe.reason, probe.remedy);
  if (page === undefined) throw new RangeError("Without a page there is no runtime.");
  return page;
}

/**
 * Shared memory, which threads need, is only given to isolated pages; runtimes would go on with one
 * thread.
 * @throws UnsupportedError
 */
export function requireIsolation(threads: number): void {
  if (threads === 1 || globalThis.crossOriginIsolated) return;
  throw new UnsupportedError(
    `${threads} WebAssembly threads were asked for, and this page is not cross-origin isolated.`,
    "Open the page over HTTPS from `vmoe-bench join`, which sends the headers for it, or use 1 thread.",
  );
}
