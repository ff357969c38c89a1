import type { BlockEnd, HostEvent } from "@vmoe-bench/contracts";
import { expect, onTestFinished, test, vi } from "vitest";
import { createRemotePageHost } from "./remote-page-host.ts";
import type { PageConnection } from "./socket/page-connection.ts";
import { blockNamed, never, profile, progress, session, unsupported } from "./testing/page.ts";

interface FakePage extends PageConnection {
  /** In the block that runs. */
  say: (event: HostEvent) => void;
  leave: () => void;
  comeBack: () => void;
}

/** Ends each block as told, or when it is aborted. */
function pageThatEnds(end: BlockEnd | undefined): FakePage {
  return {
    say: () => undefined,
    leave: () => undefined,
    comeBack: () => undefined,
    session,
    profile,
    device: { id: "page", name: "Page" },
    run(_, onEvent, signal, onHere) {
      this.say = onEvent;
      this.leave = () => onHere?.(false);
      this.comeBack = () => onHere?.(true);
      this.comeBack();
      if (end !== undefined && end.type !== "aborted") onEvent(end);
      if (end !== undefined) return Promise.resolve(end);
      return new Promise((resolve) =>
        signal.addEventListener("abort", () => resolve({ type: "aborted" })),
      );
    },
    tell: () => undefined,
    done: () => undefined,
    fail: () => undefined,
    closed: Promise.resolve(),
  };
}

const hourMs = 3_600_000;

test("a block runs in the page", async () => {
  const page = pageThatEnds(unsupported);
  const host = createRemotePageHost(page, { timeLimitMs: () => hourMs });
  expect(await host.run(blockNamed("b"), () => undefined, never)).toEqual(unsupported);
});

test("a block that takes too long has failed", async () => {
  const host = createRemotePageHost(pageThatEnds(undefined), { timeLimitMs: () => 20 });
  const events: HostEvent[] = [];
  const end = await host.run(blockNamed("a"), (event) => events.push(event), never);
  expect(end).toMatchObject({ type: "failed", failure: { code: "time-limit" } });
  expect(events).toEqual([end]);
});

test("a page that is away may be silent, and one that is here has the whole limit again", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const page = pageThatEnds(undefined);
  const host = createRemotePageHost(page, { timeLimitMs: () => 1_000 });
  let ended: BlockEnd | undefined;
  void host.run(blockNamed("a"), () => undefined, never).then((end) => (ended = end));
  await vi.advanceTimersByTimeAsync(999);
  page.leave();
  await vi.advanceTimersByTimeAsync(hourMs);
  expect(ended).toBeUndefined();
  page.comeBack();
  await vi.advanceTimersByTimeAsync(999);
  page.say(progress);
  await vi.advanceTimersByTimeAsync(999);
  expect(ended).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toMatchObject({ type: "failed", failure: { code: "time-limit" } });
});

test("a block that is aborted is no failure, nor is one whose page has gone", async () => {
  const abort = new AbortController();
  const host = createRemotePageHost(pageThatEnds(undefined), { timeLimitMs: () => hourMs });
  const end = host.run(blockNamed("a"), () => undefined, abort.signal);
  abort.abort();
  expect(await end).toEqual({ type: "aborted" });
  const gone = createRemotePageHost(pageThatEnds({ type: "aborted" }), {
    timeLimitMs: () => hourMs,
  });
  expect(await gone.run(blockNamed("a"), () => undefined, never)).toEqual({ type: "aborted" });
});
