import { parentPort } from "node:worker_threads";
import { messageOf } from "@vmoe-bench/contracts";
import { decodeSource } from "./decoder.ts";
import { type Answer, requestSchema } from "./thread-decoder.ts";

parentPort?.on("message", (message: unknown) => void answer(message));

async function answer(message: unknown): Promise<void> {
  const { id, source, recipe } = requestSchema.parse(message);
  try {
    const decoded = await decodeSource(source, recipe);
    if ("pixels" in decoded)
      send({ id, kind: "pixels", pixels: decoded.pixels }, decoded.pixels.buffer);
    else send({ id, kind: "problem", problem: decoded.problem });
  } catch (error) {
    send({ id, kind: "failure", failure: messageOf(error) });
  }
}

function send(message: Answer, ...transfer: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transfer);
}
