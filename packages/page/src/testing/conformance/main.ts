import { conformanceCases } from "@vmoe-bench/backend/conformance";
import { z } from "zod";
import { openBackend } from "../../block/backends.ts";
import { expectations, type WebBackendId } from "./expectations.ts";

z.config({ jitless: true });

/**
 * A read into the page's memory waits for the GPU. tfjs does it where it runs an operation on the CPU;
 * what it is asked for goes by a buffer of the GPU.
 */
const webgl = WebGL2RenderingContext.prototype;
const readPixels: unknown = Reflect.get(webgl, "readPixels");
Reflect.set(webgl, "readPixels", function read(this: WebGL2RenderingContext, ...values: unknown[]) {
  if (ArrayBuffer.isView(values[6])) throw new Error("WebGL was read in the middle of a run.");
  if (typeof readPixels === "function") Reflect.apply(readPixels, this, values);
});

/** Runs one case here; resolves with what is wrong, or with nothing. */
async function runCase(id: WebBackendId, name: string): Promise<string> {
  const wanted = conformanceCases(() => openBackend(id, console.error), expectations[id]).find(
    (one) => one.name === name,
  );
  if (wanted === undefined) return `There is no case "${name}".`;
  return wanted.run().then(
    () => "",
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
}

/** For Puppeteer. */
Object.assign(globalThis, { runCase });
