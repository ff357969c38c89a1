import { setTimeout as wait } from "node:timers/promises";
import { addressesOf, createSiteServer } from "@vmoe-bench/server";
import { StatusLine } from "../terminal/print.ts";
import { LiveDashboard } from "@vmoe-bench/dashboard";
import { leftOut } from "../terminal/layout.ts";

interface DashboardRequest {
  readonly results: string;
  /** Only this machine unless told. */
  readonly host: string | undefined;
  /** 0 takes a free one. */
  readonly port: number;
}

const leastPauseMs = 1_000;
/** A run that is measured meanwhile keeps most of the processor. */
const pausePerWork = 4;

/** Serves the dashboard of a results folder, and what comes into it, until told to end. */
export async function serveDashboard(
  { results, host = "127.0.0.1", port }: DashboardRequest,
  signal: AbortSignal,
): Promise<void> {
  const status = new StatusLine();
  const live = await LiveDashboard.open(results, (problem) => status.line(leftOut(problem)));
  try {
    const server = await createSiteServer({
      host,
      port,
      publicHosts: addressesOf(host),
      file: (path, query) => live.file(path, query),
    });
    try {
      process.stdout.write(
        `The dashboard of ${results}, which shows what comes into it:\n\n  ${server.urls.join("\n  ")}\n\nCtrl-C ends it.\n`,
      );
      await watch(live, signal);
    } finally {
      await server.close();
    }
  } finally {
    await live.remove();
  }
}

async function watch(live: LiveDashboard, signal: AbortSignal): Promise<void> {
  let pauseMs = leastPauseMs;
  while (await paused(pauseMs, signal)) {
    const start = performance.now();
    await live.update();
    pauseMs = Math.max(leastPauseMs, pausePerWork * (performance.now() - start));
  }
}

/** @returns false when told to end */
async function paused(ms: number, signal: AbortSignal): Promise<boolean> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
