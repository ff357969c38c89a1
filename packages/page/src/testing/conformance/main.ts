import { conformanceCases } from "@vmoe-bench/conformance";
import { z } from "zod";
import { openBackend } from "../../block/backends.ts";
import { expectations, type WebBackendId } from "./expectations.ts";

z.config({ jitless: true });

/** Runs one case here; resolves with what is wrong, or with nothing. */
async function runCase(id: WebBackendId, name: string): Promise<string> {
  const found = conformanceCases(() => openBackend(id, console.error), expectations[id]).find(
    (one) => one.name === name,
  );
  if (found === undefined) return `There is no case "${name}".`;
  return found.run().then(
    () => "",
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
}

/** For Puppeteer. */
Object.assign(globalThis, { runCase });
