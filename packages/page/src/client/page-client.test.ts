import {
  blockSchema,
  type HostEvent,
  type PageProfile,
  type PageResult,
  type ServerMessage,
} from "@vmoe-bench/contracts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { giveUpMs, Outbox } from "./reconnection.ts";
import { PageClient, type Connection, type Overview, type SocketListener } from "./page-client.ts";

const profile: PageProfile = {
  userAgent: "Mozilla/5.0",
  platform: "Android",
  model: "Pixel 8",
  mobile: true,
  cores: 8,
  memoryGb: 8,
  screen: { width: 412, height: 915, pixelRatio: 2.625 },
  battery: null,
  webgpu: null,
  wasm: { simd: true, threads: true },
  crossOriginIsolated: true,
  clockResolutionMs: 0.005,
};
const session = "3f1c2a7e-8a44-4a53-9d6c-0d3b5c7f9a10";
const progress: HostEvent = { type: "progress", done: 1, total: 2 };
const samples: HostEvent = { type: "samples", samplesMs: [1, 2] };
const end: HostEvent = { type: "unsupported", reason: "No.", remedy: "None." };

const block = blockSchema.parse({
  id: "b1",
  arm: {
    model: "dense",
    backend: "null",
    strategy: "dense",
    batch: 1,
    threads: 1,
  },
  task: { kind: "accuracy" },
  files: "/models/0/",
  images: "/data/fashion-mnist/test/",
  dataset: { name: "fashion-mnist", split: "test", dir: null },
});

/** A server that a test plays: each connection in turn, and what the page said in it. */
function place() {
  const connections: { said: unknown[]; listener: SocketListener; closed: boolean }[] = [];
  const shown: Connection[] = [];
  const ran: string[] = [];
  const aborted: string[] = [];
  const overviews: Overview[] = [];
  const done: PageResult[] = [];
  let running: string | null = null;
  const client = new PageClient({
    session,
    profile,
    outbox: new Outbox(),
    openSocket(listener) {
      const connection = { said: [] as unknown[], listener, closed: false };
      connections.push(connection);
      return {
        send: (text) => connection.said.push(JSON.parse(text)),
        close: () => {
          connection.closed = true;
          listener.onClose();
        },
      };
    },
    runningBlock: () => running,
    onConnection: (connection) => shown.push(connection),
    onRun(given) {
      ran.push(given.id);
      running = given.id;
    },
    onAbort: (id) => aborted.push(id),
    onOverview: (overview) => overviews.push(overview),
    onDone: (result) => done.push(result),
    now: () => Date.now(),
  });
  const last = () => {
    const connection = connections.at(-1);
    if (connection === undefined) throw new Error("The page did not connect.");
    return connection;
  };
  const tell = (message: ServerMessage) => last().listener.onMessage(JSON.stringify(message));
  const welcome = (nextSequence = 0) => {
    last().listener.onOpen();
    tell({
      type: "welcome",
      protocol: 3,
      deviceId: "a",
      deviceName: "Pixel 8",
      nextSequence,
    });
  };
  const ended = () => {
    running = null;
  };
  client.start();
  return { client, connections, shown, ran, aborted, overviews, done, last, tell, welcome, ended };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("the page's client", () => {
  it("says hello, and runs what it is given", () => {
    const { welcome, tell, ran, last, shown } = place();
    welcome();
    tell({ type: "run", block });
    expect(last().said).toEqual([
      { type: "hello", protocol: 3, session, profile, runningBlock: null },
    ]);
    expect(ran).toEqual(["b1"]);
    expect(shown).toEqual([{ state: "connecting" }, { state: "ready", deviceName: "Pixel 8" }]);
  });

  it("goes on after a lost connection, and sends again what was not acknowledged", () => {
    const { client, welcome, tell, last, connections, ran, ended } = place();
    welcome();
    tell({ type: "run", block });
    client.emit("b1", samples);
    tell({ type: "acknowledge", sequence: 0 });
    client.emit("b1", samples);
    last().listener.onClose();
    client.emit("b1", progress);
    client.emit("b1", end);
    ended();
    vi.advanceTimersByTime(250);
    expect(connections).toHaveLength(2);
    welcome(1);
    // Given again, it is not run again: its end is on the way.
    tell({ type: "run", block });
    expect(ran).toEqual(["b1"]);
    // The progress of a lost connection is told to nobody.
    expect(last().said).toEqual([
      { type: "hello", protocol: 3, session, profile, runningBlock: "b1" },
      { type: "event", sequence: 1, blockId: "b1", event: samples },
      { type: "event", sequence: 2, blockId: "b1", event: end },
    ]);
  });

  it("counts on where its server is after a reload", () => {
    const { client, welcome, last } = place();
    welcome(7);
    client.emit("b2", samples);
    expect(last().said.at(-1)).toMatchObject({ sequence: 7 });
  });

  it("tries less and less often, at once when it is told to, and for ten minutes", () => {
    const { client, connections, last, shown } = place();
    last().listener.onClose();
    client.retryNow();
    expect(connections).toHaveLength(2);
    last().listener.onClose();
    vi.advanceTimersByTime(499);
    expect(connections).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(connections).toHaveLength(3);
    for (let waited = 0; waited <= giveUpMs; waited += 5_000) {
      last().listener.onClose();
      vi.advanceTimersByTime(5_000);
    }
    expect(shown.at(-1)).toMatchObject({
      state: "ended",
      reason: "The server was not reached again.",
    });
    const tried = connections.length;
    vi.advanceTimersByTime(60_000);
    expect(connections).toHaveLength(tried);
  });

  it("gives up a connection that hangs", () => {
    const { connections } = place();
    vi.advanceTimersByTime(30_250);
    expect(connections[0]?.closed).toBe(true);
    expect(connections).toHaveLength(2);
  });

  it("shows why it was refused, and stays away", () => {
    const { tell, shown, connections } = place();
    const reason = "The page speaks protocol 3, this server 1.";
    tell({ type: "refused", reason, remedy: "Reload." });
    expect(shown.at(-1)).toEqual({ state: "ended", reason, remedy: "Reload." });
    vi.advanceTimersByTime(600_000);
    expect(connections).toHaveLength(1);
  });

  it.each(["{", '{"type":"launch"}', '{"type":"welcome","protocol":2}', 5])(
    "refuses the message %s",
    (message) => {
      const { last, shown } = place();
      last().listener.onMessage(message);
      expect(shown.at(-1)).toMatchObject({
        state: "ended",
        reason: "The server sent a message that this page does not know.",
      });
    },
  );

  it("hands on an abort, how far the run is, and the end", () => {
    const { welcome, tell, aborted, overviews, done, last } = place();
    const progress = { elapsedMs: 1, leftMs: 2, pause: null };
    const overview: Overview = { type: "overview", progress, from: 0, entries: [] };
    const result = { lines: ["Good."], ratios: [] };
    welcome();
    tell({ type: "abort", blockId: "b1" });
    tell(overview);
    tell({ type: "done", result });
    expect(aborted).toEqual(["b1"]);
    expect(overviews).toEqual([overview]);
    expect(done).toEqual([result]);
    expect(last().closed).toBe(true);
  });
});
