import { once } from "node:events";
import {
  type Block,
  blockSchema,
  type HostEvent,
  type PageProfile,
  type ServerMessage,
  serverMessageSchema,
} from "@vmoe-bench/contracts";
import { onTestFinished, vi } from "vitest";
import { WebSocket } from "ws";
import type { PageServer } from "../page-server.ts";

export const profile: PageProfile = {
  userAgent: "Mozilla/5.0",
  platform: "Android",
  model: "Pixel 8",
  mobile: true,
  cores: 8,
  memoryGb: 8,
  screen: { width: 412, height: 915, pixelRatio: 2.625 },
  battery: { level: 0.5, charging: false },
  webgpu: null,
  wasm: { simd: true, threads: true },
  crossOriginIsolated: true,
  clockResolutionMs: 0.005,
};

export const session = "3f1c2a7e-8a44-4a53-9d6c-0d3b5c7f9a10";
export const otherSession = "7d0c4d4e-1f0e-4b7c-8c8f-5a3e2b1c0d9f";

/** A page's side of the socket. */
export class FakePage {
  readonly socket: WebSocket;
  readonly received: ServerMessage[] = [];

  constructor(server: PageServer, options: { autoPong?: boolean } = {}) {
    const url = `${server.origin.replace(/^http/, "ws")}/socket?token=${server.token}`;
    this.socket = new WebSocket(url, { origin: server.origin, ...options });
    this.socket.on("message", (data: Buffer) => {
      this.received.push(serverMessageSchema.parse(JSON.parse(data.toString("utf8"))));
    });
    onTestFinished(() => this.socket.terminate());
  }

  async say(message: unknown): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, "open");
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  hello(changes: object = {}): Promise<void> {
    return this.say({
      type: "hello",
      protocol: 3,
      session,
      profile,
      runningBlock: null,
      ...changes,
    });
  }

  event(sequence: number, blockId: string, event: HostEvent): Promise<void> {
    return this.say({ type: "event", sequence, blockId, event });
  }

  /** The first message of a type, once it is there. */
  async gets<T extends ServerMessage["type"]>(
    type: T,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    const is = (message: ServerMessage): message is Extract<ServerMessage, { type: T }> =>
      message.type === type;
    return vi.waitFor(
      () => {
        const message = this.received.find(is);
        if (message === undefined) throw new Error(`No ${type} yet.`);
        return message;
      },
      { timeout: 5_000, interval: 5 },
    );
  }

  /** Why the page was turned away, once its connection has ended. */
  async refusal(): Promise<string> {
    const { reason } = await this.gets("refused");
    if (this.socket.readyState !== WebSocket.CLOSED) await once(this.socket, "close");
    return reason;
  }

  async leave(): Promise<void> {
    this.socket.close();
    await once(this.socket, "close");
  }
}

export function blockNamed(id: string): Block {
  return blockSchema.parse({
    id,
    arm: {
      model: "dense",
      backend: "ort-web/wasm",
      strategy: "dense",
      batch: 1,
      threads: 1,
    },
    task: { kind: "accuracy" },
    files: "/models/0/",
    images: "/data/fashion-mnist/test/",
    dataset: { name: "fashion-mnist", split: "test", dir: null },
  });
}

export const progress: HostEvent = { type: "progress", done: 1, total: 2 };
export const unsupported = { type: "unsupported", reason: "No.", remedy: "None." } as const;
export const never: AbortSignal = new AbortController().signal;
