import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { tinyBank, tinyClasses } from "../testing/tiny-glyphs.ts";
import { counters, drawAnnounced, DrawnAhead } from "./drawn-ahead.ts";
import { imagePixels } from "./draw-glyph.ts";
import { GlyphImages } from "./draw-images.ts";

const bank = tinyBank();
const source = { bank, classes: tinyClasses, faceSet: "seen" } as const;
const images = new GlyphImages(bank, tinyClasses, "seen");

/** Fills each batch's slot with its number, from 1, as long as no more than the slots are ahead. */
const numbering = () =>
  new Worker(
    `require("node:worker_threads").parentPort.on("message", ({ order, batch, state, slots, batchesAhead }) => {
      for (let made = 0; (made + 1) * batch <= order.length; made += 1) {
        let taken;
        while (made - (taken = Atomics.load(state, ${counters.taken})) >= batchesAhead)
          Atomics.wait(state, ${counters.taken}, taken);
        const bytes = batch * ${imagePixels};
        slots.fill(made + 1, (made % batchesAhead) * bytes, (made % batchesAhead + 1) * bytes);
        Atomics.store(state, ${counters.made}, made + 1);
        Atomics.notify(state, ${counters.made});
      }
    })`,
    { eval: true },
  );

const failing = () =>
  new Worker(
    `require("node:worker_threads").parentPort.on("message", ({ state }) => {
      Atomics.store(state, ${counters.failed}, 1);
      Atomics.notify(state, ${counters.made});
    })`,
    { eval: true },
  );

describe("images that were announced", () => {
  test("come from the thread, in their order, over more batches than there are slots", () => {
    const ahead = new DrawnAhead(images, source, numbering);
    const order = Int32Array.from({ length: 40 }, (_, i) => 3 * i);
    ahead.announce(order, 2);
    for (let batch = 0; batch < 20; batch += 1) {
      const read = ahead.read(order.subarray(2 * batch, 2 * batch + 2));
      expect([read.length, new Set(read)]).toEqual([2 * imagePixels, new Set([batch + 1])]);
    }
  });

  test("are drawn at once where others are asked for", () => {
    const ahead = new DrawnAhead(images, source, numbering);
    ahead.announce(Int32Array.of(1, 2, 3, 4), 2);
    expect(ahead.read([3, 4])).toEqual(images.read([3, 4]));
    expect(new Set(ahead.read([1, 2]))).toEqual(new Set([1]));
  });

  test("are not waited for when the thread failed", () => {
    const ahead = new DrawnAhead(images, source, failing);
    ahead.announce(Int32Array.of(1, 2), 2);
    expect(() => ahead.read([1, 2])).toThrow("The thread that draws images failed.");
  });
});

test("what the thread draws is what would be drawn at once", () => {
  const state = new Int32Array(new SharedArrayBuffer(4 * counters.all));
  const slots = new Uint8Array(4 * 3 * imagePixels);
  const order = Int32Array.of(9, 8, 7, 6, 5, 4, 3);
  drawAnnounced(images, { ...source, order, batch: 3, state, slots, batchesAhead: 4 });
  expect(state[counters.made]).toBe(2);
  expect(slots.subarray(0, 6 * imagePixels)).toEqual(images.read(order.subarray(0, 6)));
});
