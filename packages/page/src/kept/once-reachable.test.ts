import { UnreachableFileError } from "@vmoe-bench/backend/prepared";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { giveUpMs } from "../client/reconnection.ts";
import { downloaded, onceReachable } from "./kept.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "performance"] }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A server that can be reached from so many ms on, and how often it was asked. */
function networkCutFor(ms: number) {
  const backAt = performance.now() + ms;
  const asked = vi.fn<() => Promise<Response>>(async () => {
    if (performance.now() < backAt) throw new TypeError("Failed to fetch");
    return new Response("whole");
  });
  vi.stubGlobal("fetch", asked);
  return asked;
}

it("downloads a file after 10 s without a network", async () => {
  const asked = networkCutFor(10_000);
  const loading = downloaded("https://a/x");
  await vi.advanceTimersByTimeAsync(15_000);
  expect(await (await loading).text()).toBe("whole");
  // At 0, 0.25, 0.75, 1.75, 3.75 and 7.75 s, and 5 s later.
  expect(asked).toHaveBeenCalledTimes(7);
});

it("downloads a file again whose answer broke off", async () => {
  const broken = new ReadableStream({
    pull: (controller) => controller.error(new TypeError("network error")),
  });
  const answers = [new Response(broken), new Response("whole")];
  vi.stubGlobal("fetch", async () => answers.shift());
  const loading = downloaded("https://a/x");
  await vi.advanceTimersByTimeAsync(250);
  expect(await (await loading).text()).toBe("whole");
});

it("does not ask again for what the server refuses", async () => {
  const asked = vi.fn<() => Promise<Response>>(async () => new Response("", { status: 404 }));
  vi.stubGlobal("fetch", asked);
  await expect(downloaded("https://a/x")).rejects.toThrow("the server answered 404");
  expect(asked).toHaveBeenCalledTimes(1);
});

it("gives up when the page's socket does", async () => {
  let now = 0;
  const cut = new UnreachableFileError("x", "no network", { cause: new TypeError("x") });
  const tried: number[] = [];
  const load = async () => {
    tried.push(now);
    throw cut;
  };
  const patience = { now: () => now, wait: async (ms: number) => void (now += ms) };
  await expect(onceReachable(load, patience)).rejects.toBe(cut);
  expect(tried.at(-1)).toBeGreaterThan(giveUpMs);
  expect(tried.at(-1)).toBeLessThanOrEqual(giveUpMs + 5_000);
});
