import { fileURLToPath } from "node:url";
import type { Host, BrowserKind } from "@vmoe-bench/contracts";
import { createProcessHost } from "@vmoe-bench/runner";
import { findBrowser } from "@vmoe-bench/setup";
import { needsPage } from "../backends.ts";
import { pageFolder } from "@vmoe-bench/files";

/** The script of the process that a block runs in. */
export const blockWorkerPath = fileURLToPath(new URL("../worker/block-worker.js", import.meta.url));

/** Where this machine runs blocks. */
export interface Hosts extends Host {
  close(): Promise<void>;
}

/**
 * A fresh process or, for the backends of browsers, a fresh page for each block. Browser and server
 * are started when the first block needs them.
 */
export function createHosts(browser: BrowserKind, browserArgs: readonly string[] = []): Hosts {
  const processes = createProcessHost({ workerPath: blockWorkerPath });
  let pages: Promise<Hosts> | undefined;
  return {
    async run(block, onEvent, signal) {
      if (!needsPage(block.arm.backend)) return processes.run(block, onEvent, signal);
      const host = await (pages ??= openPages(browser, browserArgs));
      return host.run(block, onEvent, signal);
    },
    async close() {
      const host = await pages?.catch(() => undefined);
      await host?.close();
    },
  };
}

/** Runs any backend that a page has in pages. */
export async function openPages(
  kind: BrowserKind,
  browserArgs: readonly string[] = [],
): Promise<Hosts> {
  const [{ createPageServer }, { createPageHost }] = await Promise.all([
    import("@vmoe-bench/server"),
    import("@vmoe-bench/server/driven"),
  ]);
  const server = await createPageServer({ page: pageFolder });
  const host = createPageHost({
    server,
    browser: await findBrowser(kind),
    launch: { extraArgs: browserArgs },
  });
  return {
    run: (block, onEvent, signal) => host.run(block, onEvent, signal),
    async close() {
      await host.close();
      await server.close();
    },
  };
}
