import { KnownError, messageOf } from "./errors.ts";
import { UnsupportedError } from "./backend-errors.ts";
import type { EndEvent, Failure } from "./protocol.ts";

// As browsers, Emscripten and ONNX Runtime word it.
const outOfMemory =
  /out of memory|allocation failed|could not allocate|failed to allocate|bad_alloc|Cannot enlarge memory|\bOOM\b/i;
const deviceLost = /device (is|was) lost|device lost|DEVICE_LOST/i;

/** How a block ends that threw. */
export function endOf(error: unknown): Exclude<EndEvent, { type: "completed" }> {
  if (error instanceof UnsupportedError)
    return { type: "unsupported", reason: error.message, remedy: error.remedy };
  return { type: "failed", failure: failureOf(error) };
}

/**
 * A lack of memory and a lost GPU are told by their words. An unknown error keeps its stack: it is our
 * bug, and the record is where it is looked for.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof KnownError) {
    const { code, message, remedy } = error;
    return { code, message, remedy };
  }
  const said = messageOf(error);
  if (outOfMemory.test(said))
    return {
      code: "out-of-memory",
      message: `The block ran out of memory: ${said}.`,
      remedy: "Use a smaller batch or model, or a device with more memory.",
    };
  if (deviceLost.test(said))
    return {
      code: "device-lost",
      message: `The WebGPU device was lost: ${said}.`,
      remedy: "Run it again; if it is lost again, use a smaller model, or another backend.",
    };
  const detail = error instanceof Error ? withMessage(error) : said;
  return {
    code: "bug",
    message: `The block ended with an unexpected error: ${detail}`,
    remedy: "This is a bug in vmoe-bench: please report it with this record.",
  };
}

/** Chromium and Node begin a stack with the message; Firefox and Safari leave it out. */
function withMessage({ stack = "", message }: Error): string {
  return stack.includes(message) ? stack : `${message}\n${stack}`;
}
