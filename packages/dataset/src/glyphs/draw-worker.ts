import { parentPort } from "node:worker_threads";
import { counters, drawAnnounced, type DrawCommand } from "./drawn-ahead.ts";
import { GlyphImages } from "./draw-images.ts";

let images: GlyphImages | undefined;

parentPort?.on("message", (command: DrawCommand) => {
  const { bank, classes, faceSet, state } = command;
  try {
    images ??= new GlyphImages(bank, classes, faceSet);
    drawAnnounced(images, command);
  } catch (error) {
    Atomics.store(state, counters.failed, 1);
    Atomics.notify(state, counters.made);
    throw error;
  }
});
