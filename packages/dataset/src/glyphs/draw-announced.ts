import type { GlyphBank } from "./bank.ts";
import { allTaken, counters } from "./counters.ts";
import type { GlyphImages } from "./draw-images.ts";
import { imagePixels } from "./draw-glyph.ts";
import type { FaceSet } from "./faces.ts";

/** Images to draw, into slots that are used in turn. */
export interface DrawCommand {
  readonly bank: GlyphBank;
  readonly classes: readonly string[];
  readonly faceSet: FaceSet;
  readonly order: Int32Array;
  readonly batch: number;
  /** See {@link counters}. */
  readonly state: Int32Array<SharedArrayBuffer>;
  /** [batchesAhead,batch,32,32] */
  readonly slots: Uint8Array;
  readonly batchesAhead: number;
}

/**
 * Draws what was announced, batch after batch, never more of them ahead than there are slots. A thread of
 * its own must do it: it waits for the reader.
 */
export function drawAnnounced(images: GlyphImages, command: DrawCommand): void {
  const { order, batch, state, slots, batchesAhead } = command;
  const bytes = batch * imagePixels;
  for (let made = 0; (made + 1) * batch <= order.length; made += 1) {
    let taken = Atomics.load(state, counters.taken);
    while (made - taken >= batchesAhead) {
      Atomics.wait(state, counters.taken, taken);
      taken = Atomics.load(state, counters.taken);
    }
    if (taken === allTaken) return;
    const slot = (made % batchesAhead) * bytes;
    images.read(
      order.subarray(made * batch, (made + 1) * batch),
      slots.subarray(slot, slot + bytes),
    );
    Atomics.store(state, counters.made, made + 1);
    Atomics.notify(state, counters.made);
  }
}
