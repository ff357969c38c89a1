import type { BlockEnd, HostEvent, PageEntry, PageResult } from "@vmoe-bench/contracts";
import { describe, expect, test, vi } from "vitest";
import type { PageServer } from "../page-server.ts";
import {
  blockNamed,
  FakePage,
  never,
  otherSession,
  profile,
  progress,
  session,
  unsupported,
} from "../testing/page.ts";
import { startServer } from "../testing/server.ts";
import type { PageConnection } from "./page-connection.ts";

const result: PageResult = {
  lines: ["No difference."],
  ratios: [{ name: "ort-web/wasm", ratio: 1, low: 0.9, high: 1.1, verdict: "no-difference" }],
};

const quick = { graceMs: 300, settleMs: 30, challengeMs: 100 };

const entry = (what: string): PageEntry => ({ what, outcome: "1 ms", status: "completed" });

const overviews = ({ received }: FakePage) =>
  received.filter((message) => message.type === "overview");

async function welcomed(server: PageServer, changes: object = {}): Promise<FakePage> {
  const page = new FakePage(server);
  await page.hello(changes);
  await page.gets("welcome");
  return page;
}

/** A page that was given block "a", and what came of it. */
async function running(options: object = quick) {
  const server = await startServer(options);
  const page = await welcomed(server);
  const connection = await server.nextPage(never);
  const events: HostEvent[] = [];
  const abort = new AbortController();
  const here: boolean[] = [];
  const end = connection.run(
    blockNamed("a"),
    (event) => events.push(event),
    abort.signal,
    (isHere) => here.push(isHere),
  );
  return { server, page, connection, events, here, end, abort };
}

function runNext(connection: PageConnection, id: string): Promise<BlockEnd> {
  return connection.run(blockNamed(id), () => undefined, never);
}

describe("a page that does well", () => {
  test("is welcome under its name, and its profile is known", async () => {
    const server = await startServer({ nameDevice: () => ({ id: "pixel", name: "Pixel 8" }) });
    const page = await welcomed(server);
    expect(page.received).toEqual([
      { type: "welcome", protocol: 3, deviceId: "pixel", deviceName: "Pixel 8", nextSequence: 0 },
    ]);
    const connection = await server.nextPage(never);
    expect(connection.profile).toEqual(profile);
    expect(connection.session).toBe(session);
  });

  test("gets a block, streams its events, and each is acknowledged", async () => {
    const { page, events, end } = await running();
    expect(await page.gets("run")).toEqual({ type: "run", block: blockNamed("a") });
    await page.event(0, "a", progress);
    await page.event(1, "a", { type: "samples", samplesMs: [1, 2] });
    await page.event(2, "a", unsupported);
    expect(await end).toEqual(unsupported);
    expect(events).toEqual([progress, { type: "samples", samplesMs: [1, 2] }, unsupported]);
    await vi.waitFor(() =>
      expect(page.received.slice(2)).toEqual(
        [0, 1, 2].map((sequence) => ({ type: "acknowledge", sequence })),
      ),
    );
  });

  test("is told the result, and has gone when it leaves", async () => {
    const { page, connection, end } = await running();
    await page.event(0, "a", unsupported);
    await end;
    connection.done(result);
    expect(await page.gets("done")).toEqual({ type: "done", result: result });
    await page.leave();
    await connection.closed;
  });

  test("is told the result again after a reload", async () => {
    const { server, page, connection, end } = await running();
    await page.event(0, "a", unsupported);
    await end;
    connection.done(result);
    await page.leave();
    const again = await welcomed(server);
    expect(await again.gets("done")).toEqual({ type: "done", result: result });
  });

  test("hears how far the run is, and all of it after a reload", async () => {
    const { server, page, connection } = await running();
    connection.tell({ elapsedMs: 0, leftMs: 1_000, pause: null });
    connection.tell({ elapsedMs: 0, leftMs: 900, pause: null }, entry("a"));
    connection.tell({ elapsedMs: 100, leftMs: 0, pause: "Cooling down." }, entry("b"));
    await vi.waitFor(() => expect(overviews(page)).toHaveLength(3));
    expect(overviews(page).map(({ from, entries }) => [from, entries])).toEqual([
      [0, []],
      [0, [entry("a")]],
      [1, [entry("b")]],
    ]);
    await page.leave();
    const again = await welcomed(server, { runningBlock: "a" });
    const told = await again.gets("overview");
    expect(told).toMatchObject({ from: 0, entries: [entry("a"), entry("b")] });
    // Time went by.
    expect(told.progress.elapsedMs).toBeGreaterThan(100);
    expect(told.progress).toMatchObject({ leftMs: 0, pause: "Cooling down." });
  });

  test("whose run fails is told why, and measures anew after a reload", async () => {
    const { server, page, connection, end } = await running();
    connection.fail(["The disk is full."]);
    expect(await end).toEqual({ type: "aborted" });
    expect(await page.gets("done")).toEqual({
      type: "done",
      result: { lines: ["The disk is full."], ratios: [] },
    });
    await page.leave();
    await connection.closed;
    const again = await welcomed(server);
    expect(again.received.map(({ type }) => type)).toEqual(["welcome"]);
    expect((await server.nextPage(never)).session).toBe(session);
  });

  test("runs beside others, each its own block", async () => {
    const { server, page, end } = await running();
    const second = await welcomed(server, { session: otherSession });
    const other = await server.nextPage(never);
    const otherEnd = runNext(other, "b");
    await second.event(0, "b", unsupported);
    expect(await otherEnd).toEqual(unsupported);
    await page.event(0, "a", unsupported);
    expect(await end).toEqual(unsupported);
  });
});

describe("a page that loses its connection", () => {
  test("goes on with its block, and an event that comes again counts once", async () => {
    const { server, page, events, end } = await running();
    await page.event(0, "a", progress);
    await page.gets("acknowledge");
    page.socket.terminate();
    const again = await welcomed(server, { runningBlock: "a" });
    expect(await again.gets("welcome")).toMatchObject({ nextSequence: 1 });
    await again.event(0, "a", progress);
    await again.event(1, "a", unsupported);
    expect(await end).toEqual(unsupported);
    expect(events).toEqual([progress, unsupported]);
    await vi.waitFor(() =>
      expect(again.received.slice(1)).toEqual([
        { type: "acknowledge", sequence: 0 },
        { type: "acknowledge", sequence: 1 },
      ]),
    );
  });

  test("is known to be away, so that its silence is no fault", async () => {
    const { server, page, here } = await running({ ...quick, graceMs: 10_000 });
    expect(here).toEqual([true]);
    await page.leave();
    await vi.waitFor(() => expect(here).toEqual([true, false]));
    await welcomed(server, { runningBlock: "a" });
    expect(here).toEqual([true, false, true]);
  });

  test("and whose end was not acknowledged sends it again, and ends the block once", async () => {
    const { server, page, events, end } = await running();
    await page.event(0, "a", unsupported);
    await end;
    page.socket.terminate();
    const again = await welcomed(server, { runningBlock: "a" });
    await again.event(0, "a", unsupported);
    expect(await again.gets("acknowledge")).toEqual({ type: "acknowledge", sequence: 0 });
    expect(events).toEqual([unsupported]);
  });

  test("before its block reached it gets the block again", async () => {
    const { server, page, end } = await running();
    page.socket.terminate();
    const again = await welcomed(server);
    expect((await again.gets("run")).block.id).toBe("a");
    await again.event(0, "a", unsupported);
    expect(await end).toEqual(unsupported);
  });

  test("and is reloaded while it waits to be visible gets the block again", async () => {
    const { server, page, end } = await running();
    await page.event(0, "a", { type: "progress", done: 0, total: 1 });
    await page.gets("acknowledge");
    await page.leave();
    const again = await welcomed(server);
    expect((await again.gets("run")).block.id).toBe("a");
    await again.event(1, "a", unsupported);
    expect(await end).toEqual(unsupported);
  });

  test("and is reloaded has failed the block that it was in the middle of", async () => {
    const { server, page, connection, end } = await running();
    await page.event(0, "a", { type: "samples", samplesMs: [1, 2, 3] });
    await page.gets("acknowledge");
    await page.leave();
    const again = await welcomed(server);
    const next = await end;
    expect(next).toEqual({
      type: "failed",
      failure: {
        code: "page-reloaded",
        message:
          "The page was reloaded in the middle of the block, as a browser does when memory runs out. It had measured 3 times.",
        remedy: "Close other tabs and apps, or use a smaller batch or model.",
      },
    });
    const nextEnd = runNext(connection, "b");
    await again.event(1, "b", unsupported);
    expect(await nextEnd).toEqual(unsupported);
  });

  test("and never returns has aborted this block and all that follow", async () => {
    const presences: string[] = [];
    const onPresence = (_: unknown, presence: string) => presences.push(presence);
    const { page, connection, end } = await running({ ...quick, onPresence });
    page.socket.terminate();
    expect(await end).toEqual({ type: "aborted" });
    expect(await runNext(connection, "b")).toEqual({ type: "aborted" });
    await connection.closed;
    expect(presences).toEqual(["here", "lost", "gone"]);
  });

  test("without a word is found out by its silence", async () => {
    const server = await startServer({ ...quick, heartbeatMs: 30 });
    const page = new FakePage(server, { autoPong: false });
    await page.hello();
    const connection = await server.nextPage(never);
    expect(await runNext(connection, "a")).toEqual({ type: "aborted" });
    expect(page.socket.readyState).toBe(page.socket.CLOSED);
  });

  test("and returns too late may measure anew", async () => {
    const { server, page, end } = await running();
    page.socket.terminate();
    await end;
    const late = new FakePage(server);
    await late.hello({ runningBlock: "a" });
    expect(await late.refusal()).toBe(
      "The page was away for too long, and its run has ended without it.",
    );
    await welcomed(server);
    expect((await server.nextPage(never)).session).toBe(session);
  });
});

test("a block that is aborted here is called off, and what still comes of it is thrown away", async () => {
  const { page, connection, events, end, abort } = await running();
  await page.gets("run");
  abort.abort();
  expect(await end).toEqual({ type: "aborted" });
  expect(await page.gets("abort")).toEqual({ type: "abort", blockId: "a" });
  await page.event(0, "a", progress);
  expect(await page.gets("acknowledge")).toEqual({ type: "acknowledge", sequence: 0 });
  expect(events).toEqual([]);
  const next = runNext(connection, "b");
  await page.event(1, "b", unsupported);
  expect(await next).toEqual(unsupported);
});

test("waiting for a page ends with its signal", async () => {
  const server = await startServer();
  const abort = new AbortController();
  const next = server.nextPage(abort.signal);
  abort.abort(new Error("Stopped."));
  await expect(next).rejects.toThrow("Stopped.");
  await welcomed(server);
  expect((await server.nextPage(never)).session).toBe(session);
});

test("closing the server ends its blocks", async () => {
  const { server, end } = await running();
  await server.close();
  await server.close();
  expect(await end).toEqual({ type: "aborted" });
});
