import { once } from "node:events";
import {
  isEnd,
  protocolVersion,
  type Block,
  type BlockEnd,
  type HostEvent,
  type PageEntry,
  type PageMessage,
  type PageProfile,
  type PageResult,
  type RunProgress,
} from "@vmoe-bench/contracts";
import {
  lostEnd,
  type PageConnection,
  type PageDevice,
  RefusedError,
  reload,
  type Wire,
} from "./page-connection.ts";

export type Hello = Extract<PageMessage, { type: "hello" }>;
type EventMessage = Extract<PageMessage, { type: "event" }>;

/** Whether a page is connected; `gone` when it stayed away for too long. */
export type PagePresence = "here" | "lost" | "gone";

export interface SessionOptions {
  /** A block waits this long for its page to come back. */
  readonly graceMs: number;
  /** A page that came back with nothing in hand may send what it still holds for this long. */
  readonly settleMs: number;
  readonly onPresence: (device: PageDevice, presence: PagePresence) => void;
}

interface RunningBlock {
  readonly block: Block;
  readonly onEvent: (event: HostEvent) => void;
  readonly onHere: (isHere: boolean) => void;
  readonly settle: (end: BlockEnd) => void;
  /** How many of its events; a page that waits to be visible has begun nothing, whatever it tells. */
  seen: number;
  /** Timed samples and predictions that were streamed. */
  measured: number;
}

/** One page over all its connections: counts its events, and runs one block at a time in it. */
export class PageSession implements PageConnection {
  readonly session: string;
  readonly profile: PageProfile;
  readonly device: PageDevice;
  readonly closed: Promise<void>;
  readonly #options: SessionOptions;
  readonly #closing = new AbortController();
  #wire: Wire | undefined;
  #nextSequence = 0;
  #running: RunningBlock | undefined;
  #progress: { readonly told: RunProgress; readonly atMs: number } | undefined;
  readonly #entries: PageEntry[] = [];
  #result: PageResult | undefined;
  #gone = false;
  #grace: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  /** Blocks whose end the page told. */
  readonly #ended = new Set<string>();
  /** Blocks that were ended here; what the page still sends of them is thrown away. */
  readonly #overruled = new Set<string>();

  constructor({ session, profile }: Hello, device: PageDevice, options: SessionOptions) {
    this.session = session;
    this.profile = profile;
    this.device = device;
    this.#options = options;
    this.closed = once(this.#closing.signal, "abort").then(() => undefined);
  }

  get wire(): Wire | undefined {
    return this.#wire;
  }

  /** Whether the page stayed away for too long, or its run failed. */
  get gone(): boolean {
    return this.#gone;
  }

  /**
   * The page is here, for the first time or again.
   * @throws RefusedError
   */
  attach(wire: Wire, { runningBlock }: Hello): void {
    const current = this.#running;
    const isKnown =
      runningBlock === null ||
      runningBlock === current?.block.id ||
      this.#ended.has(runningBlock) ||
      this.#overruled.has(runningBlock);
    if (!isKnown)
      throw new RefusedError(
        `The page runs block ${quoted(runningBlock)}, which it was not given.`,
        reload,
      );
    clearTimeout(this.#grace);
    this.#wire = wire;
    // A page that comes to see its result again is nobody's news.
    if (this.#result === undefined) this.#tell("here");
    wire.send({
      type: "welcome",
      protocol: protocolVersion,
      deviceId: this.device.id,
      deviceName: this.device.name,
      nextSequence: this.#nextSequence,
    });
    if (runningBlock !== null && this.#overruled.has(runningBlock))
      wire.send({ type: "abort", blockId: runningBlock });
    this.#sendOverview(0);
    if (this.#result !== undefined) wire.send({ type: "done", result: this.#result });
    if (current !== undefined && runningBlock !== current.block.id)
      this.#settling = setTimeout(() => this.#giveAgain(current), this.#options.settleMs);
  }

  /** The connection is lost. */
  detach(wire: Wire): void {
    if (wire !== this.#wire) return;
    this.#wire = undefined;
    clearTimeout(this.#settling);
    if (this.#result !== undefined) {
      this.#closing.abort();
      return;
    }
    if (this.#gone) return;
    this.#tell("lost");
    this.#grace = setTimeout(() => {
      this.#tell("gone");
      this.end();
    }, this.#options.graceMs);
  }

  /**
   * One event of the page. One that came before is acknowledged again and not counted.
   * @throws RefusedError for an event that skips another, or of a block that does not run
   */
  receive({ sequence, blockId, event }: EventMessage): void {
    const expected = this.#nextSequence;
    if (sequence < expected) return this.#acknowledge(sequence);
    if (sequence > expected)
      throw new RefusedError(
        `Event ${sequence} of the page came before its event ${expected}.`,
        reload,
      );
    const running = this.#running;
    if (running?.block.id !== blockId) {
      if (!this.#overruled.has(blockId)) throw wrongBlock(blockId, running?.block.id);
      this.#nextSequence++;
      return this.#acknowledge(sequence);
    }
    this.#nextSequence++;
    clearTimeout(this.#settling);
    if (event.type !== "progress") running.seen++;
    if (event.type === "samples") running.measured += event.samplesMs.length;
    if (event.type === "predictions") running.measured += event.predicted.length;
    running.onEvent(event);
    if (isEnd(event)) {
      this.#ended.add(blockId);
      running.settle(event);
    }
    this.#acknowledge(sequence);
  }

  run(
    block: Block,
    onEvent: (event: HostEvent) => void,
    signal: AbortSignal,
    onHere: (isHere: boolean) => void = () => undefined,
  ): Promise<BlockEnd> {
    if (this.#running !== undefined) throw new Error("A page runs one block at a time.");
    if (this.#gone || signal.aborted) return Promise.resolve({ type: "aborted" });
    return new Promise((resolve) => {
      const abort = () => this.#overrule({ type: "aborted" });
      const settle = (end: BlockEnd) => {
        signal.removeEventListener("abort", abort);
        this.#running = undefined;
        resolve(end);
      };
      signal.addEventListener("abort", abort, { once: true });
      this.#running = { block, onEvent, onHere, settle, seen: 0, measured: 0 };
      onHere(this.#wire !== undefined);
      this.#give(this.#running);
    });
  }

  tell(progress: RunProgress, entry?: PageEntry): void {
    this.#progress = { told: progress, atMs: performance.now() };
    if (entry !== undefined) this.#entries.push(entry);
    this.#sendOverview(this.#entries.length - (entry === undefined ? 0 : 1));
  }

  done(result: PageResult): void {
    this.#result = result;
    this.#wire?.send({ type: "done", result });
  }

  fail(lines: readonly string[]): void {
    this.done({ lines: [...lines], ratios: [] });
    this.#giveUp();
    if (this.#wire === undefined) this.#closing.abort();
  }

  /** The page will not come back, or is no longer wanted. */
  end(): void {
    this.#giveUp();
    this.#wire?.close();
    this.#closing.abort();
  }

  #giveUp(): void {
    this.#gone = true;
    clearTimeout(this.#grace);
    clearTimeout(this.#settling);
    this.#overrule({ type: "aborted" });
  }

  #give({ block }: RunningBlock): void {
    this.#wire?.send({ type: "run", block });
  }

  /** @param from the entry that is sent first */
  #sendOverview(from: number): void {
    if (this.#progress === undefined) return;
    const { told, atMs } = this.#progress;
    const since = performance.now() - atMs;
    const progress = {
      elapsedMs: told.elapsedMs + since,
      leftMs: Math.max(0, told.leftMs - since),
      pause: told.pause,
    };
    const entries = this.#entries.slice(from);
    this.#wire?.send({ type: "overview", progress, from, entries });
  }

  /** The page does not have the block: it never got it, or it was reloaded in the middle of it. */
  #giveAgain(running: RunningBlock): void {
    if (this.#running !== running) return;
    if (running.seen === 0) this.#give(running);
    else this.#overrule(lostEnd(running.measured));
  }

  #overrule(end: BlockEnd): void {
    const running = this.#running;
    if (running === undefined) return;
    const { id: blockId } = running.block;
    this.#overruled.add(blockId);
    this.#wire?.send({ type: "abort", blockId });
    running.settle(end);
  }

  #tell(presence: PagePresence): void {
    this.#options.onPresence(this.device, presence);
    this.#running?.onHere(presence === "here");
  }

  #acknowledge(sequence: number): void {
    this.#wire?.send({ type: "acknowledge", sequence });
  }
}

function wrongBlock(blockId: string, running: string | undefined): RefusedError {
  const what = running === undefined ? "no block runs" : `block ${quoted(running)} runs`;
  return new RefusedError(
    `The page sent an event of block ${quoted(blockId)} while ${what}.`,
    reload,
  );
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 200));
}
