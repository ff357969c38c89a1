import {
  protocolVersion,
  serverMessageSchema,
  type Block,
  type HostEvent,
  type PageMessage,
  type PageProfile,
  type PageResult,
  type ServerMessage,
} from "@vmoe-bench/contracts";
import { backoffMs, giveUpMs, type Outbox } from "./reconnection.ts";

/** How far the run is, and what came of it since the last one. */
export type Overview = Extract<ServerMessage, { type: "overview" }>;

/** What is used of a WebSocket. */
export interface Socket {
  send(text: string): void;
  close(): void;
}

export interface SocketListener {
  onOpen(): void;
  onMessage(data: unknown): void;
  onClose(): void;
}

/** What the page shows of its connection. */
export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "ready"; readonly deviceName: string }
  | { readonly state: "lost"; readonly sinceMs: number }
  /** No more attempts are made. */
  | { readonly state: "ended"; readonly reason: string; readonly remedy: string };

export interface PageClientOptions {
  readonly session: string;
  readonly profile: PageProfile;
  readonly outbox: Outbox;
  readonly openSocket: (listener: SocketListener) => Socket;
  /** The block that runs now. */
  readonly runningBlock: () => string | null;
  readonly onConnection: (connection: Connection) => void;
  readonly onRun: (block: Block) => void;
  readonly onAbort: (blockId: string) => void;
  readonly onOverview: (overview: Overview) => void;
  readonly onDone: (result: PageResult) => void;
  readonly now: () => number;
}

/** From the attempt to the server's `welcome`, in ms. */
const welcomeLimitMs = 30_000;

/**
 * The page's side of the protocol. Events are kept until they are acknowledged; a lost connection is
 * made again, and what was not acknowledged is sent again.
 */
export class PageClient {
  readonly #options: PageClientOptions;
  #socket: Socket | undefined;
  /** Set from `welcome` until the connection is lost. */
  #isReady = false;
  #hasEnded = false;
  #attempt = 0;
  #lostAt: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: PageClientOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.onConnection({ state: "connecting" });
    this.#connect();
  }

  /** Tries now, where the next attempt is waited for: the network is back, or the page is visible. */
  retryNow(): void {
    if (this.#hasEnded || this.#socket !== undefined) return;
    clearTimeout(this.#timer);
    this.#connect();
  }

  /** Progress is only told while someone listens; everything else is kept. */
  emit(blockId: string, event: HostEvent): void {
    if (event.type === "progress" && !this.#isReady) return;
    const message = this.#options.outbox.add(blockId, event);
    if (this.#isReady) this.#send(message);
  }

  #connect(): void {
    const socket = this.#options.openSocket({
      onOpen: () => {
        const { session, profile, outbox } = this.#options;
        const runningBlock = this.#options.runningBlock() ?? outbox.block;
        this.#send({ type: "hello", protocol: protocolVersion, session, profile, runningBlock });
      },
      onMessage: (data) => this.#take(data),
      onClose: () => {
        if (this.#socket === socket) this.#lost();
      },
    });
    this.#socket = socket;
    // A connection that hangs is one that is lost.
    this.#timer = setTimeout(() => socket.close(), welcomeLimitMs);
  }

  #send(message: PageMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  #take(data: unknown): void {
    const message = parsed(data);
    if (message === undefined) {
      this.#end(
        "The server sent a message that this page does not know.",
        "Load the page again; if that does not help, start the server again.",
      );
      return;
    }
    const { onConnection, onRun, onAbort, onOverview, onDone, outbox } = this.#options;
    switch (message.type) {
      case "welcome":
        clearTimeout(this.#timer);
        this.#isReady = true;
        this.#attempt = 0;
        this.#lostAt = undefined;
        onConnection({ state: "ready", deviceName: message.deviceName });
        outbox.continueAt(message.nextSequence);
        for (const waiting of outbox.waiting) this.#send(waiting);
        return;
      case "acknowledge":
        outbox.continueAt(message.sequence + 1);
        return;
      case "run": {
        const { id } = message.block;
        const isKnown = id === this.#options.runningBlock() || id === outbox.block;
        if (!isKnown) onRun(message.block);
        return;
      }
      case "abort":
        onAbort(message.blockId);
        return;
      case "overview":
        onOverview(message);
        return;
      case "done":
        this.#close();
        onDone(message.result);
        return;
      case "refused":
        this.#end(message.reason, message.remedy);
    }
  }

  #lost(): void {
    clearTimeout(this.#timer);
    this.#socket = undefined;
    this.#isReady = false;
    if (this.#hasEnded) return;
    const now = this.#options.now();
    this.#lostAt ??= now;
    const sinceMs = now - this.#lostAt;
    if (sinceMs > giveUpMs) {
      this.#end(
        "The server was not reached again.",
        "Look whether it runs, and load the page again.",
      );
      return;
    }
    this.#options.onConnection({ state: "lost", sinceMs });
    this.#timer = setTimeout(() => this.#connect(), backoffMs(this.#attempt));
    this.#attempt += 1;
  }

  #end(reason: string, remedy: string): void {
    this.#close();
    this.#options.onConnection({ state: "ended", reason, remedy });
  }

  #close(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }
}

function parsed(data: unknown): ServerMessage | undefined {
  if (typeof data !== "string") return undefined;
  try {
    const value: unknown = JSON.parse(data);
    return serverMessageSchema.safeParse(value).data;
  } catch {
    return undefined;
  }
}
