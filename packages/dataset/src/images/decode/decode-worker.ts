import { parentPort } from "node:worker_threads";
import { messageOf } from "@vmoe-bench/contracts";
import { decodeSource } from "./decoder.ts";
import { type Answer, requestSchema } from "./thread-decoder.ts";

parentPort?.on("message", (message: unknown) => void answer(message));

async function answer(message: unknown): Promise<void> {
  const { id, source, recipe } = requestSchema.parse(message);
  try {
    const found = await decodeSource(source, recipe);
    if ("pixels" in found) send({ id, kind: "pixels", pixels: found.pixels }, found.pixels.buffer);
    else send({ id, kind: "problem", problem: found.problem });
  } catch (error) {
    send({ id, kind: "failure", failure: messageOf(error) });
  }
}

function send(message: Answer, ...transfer: ArrayBuffer[]): void {
  parentPort?.postMessage(message, transfer);
}
