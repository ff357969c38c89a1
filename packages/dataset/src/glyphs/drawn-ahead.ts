import { Worker } from "node:worker_threads";
import type { GlyphImages } from "./draw-images.ts";
import { imagePixels } from "./draw-glyph.ts";
import type { GlyphBank } from "./bank.ts";
import type { FaceSet } from "./faces.ts";

/** Batches that are drawn before they are asked for, at most. */
const batchesAhead = 8;

/** How long to wait before looking whether the thread failed. It says so, and may be stopped for hours. */
const lookMs = 1_000;

/** What the thread draws from. */
type DrawSource = Pick<DrawCommand, "bank" | "classes" | "faceSet">;

/** Reads images of glyphs, which a thread draws while others are learned from. */
export class DrawnAhead {
  readonly #images: GlyphImages;
  readonly #source: DrawSource;
  #worker: Worker | undefined;
  #announced: Announced | undefined;

  readonly #start: () => Worker;

  constructor(images: GlyphImages, source: DrawSource, start: () => Worker = startWorker) {
    this.#images = images;
    this.#source = source;
    this.#start = start;
  }

  /** Says which images will be read next: so many at a time, in this order. */
  announce(order: Int32Array, batch: number): void {
    this.#announced?.drop();
    this.#worker ??= this.#start();
    const state = new Int32Array(new SharedArrayBuffer(counters.all * 4));
    const slots = new Uint8Array(new SharedArrayBuffer(batchesAhead * batch * imagePixels));
    this.#announced = new Announced(order, batch, state, slots);
    const command: DrawCommand = { ...this.#source, order, batch, state, slots, batchesAhead };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    this.#worker.postMessage(command);
  }

  /** @returns [n,1,32,32]; what was not announced is drawn here and now */
  read(indexes: ArrayLike<number>): Uint8Array {
    return this.#announced?.take(indexes) ?? this.#images.read(indexes);
  }
}

/** Batches that the thread draws. */
class Announced {
  readonly #order: Int32Array;
  readonly #batch: number;
  readonly #state: Int32Array<SharedArrayBuffer>;
  readonly #slots: Uint8Array;
  #taken = 0;

  constructor(
    order: Int32Array,
    batch: number,
    state: Int32Array<SharedArrayBuffer>,
    slots: Uint8Array,
  ) {
    this.#order = order;
    this.#batch = batch;
    this.#state = state;
    this.#slots = slots;
  }

  /** The next batch, where these are its images. */
  take(indexes: ArrayLike<number>): Uint8Array | undefined {
    const start = this.#taken * this.#batch;
    if (indexes.length !== this.#batch || start + this.#batch > this.#order.length)
      return undefined;
    for (let i = 0; i < indexes.length; i += 1)
      if (indexes[i] !== this.#order[start + i]) return undefined;
    while (Atomics.load(this.#state, counters.made) <= this.#taken) {
      if (Atomics.load(this.#state, counters.failed) === 1)
        throw new Error("The thread that draws images failed.");
      Atomics.wait(this.#state, counters.made, this.#taken, lookMs);
    }
    const bytes = this.#batch * imagePixels;
    const slot = (this.#taken % batchesAhead) * bytes;
    const pixels = this.#slots.slice(slot, slot + bytes);
    this.#taken += 1;
    this.#tell(this.#taken);
    return pixels;
  }

  /** The rest is not wanted: the thread stops waiting for it to be taken. */
  drop(): void {
    this.#tell(allTaken);
  }

  #tell(taken: number): void {
    Atomics.store(this.#state, counters.taken, taken);
    Atomics.notify(this.#state, counters.taken);
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL("draw-worker.js", import.meta.url));
  worker.unref();
  return worker;
}

/** In batches, shared with the thread that draws: what it has made, what was taken of it, and whether it failed. */
export const counters = { made: 0, taken: 1, failed: 2, all: 3 } as const;

/** Where the rest is not wanted; more batches than there are. */
const allTaken = 0x7fff_ffff;

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
