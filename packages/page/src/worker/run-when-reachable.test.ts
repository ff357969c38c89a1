import type { BlockEnd, HostEvent } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { runWhenReachable, type Reachability } from "./run-when-reachable.ts";

const failed: BlockEnd = { type: "failed", failure: { code: "bug", message: "", remedy: "" } };
const unsupported: BlockEnd = { type: "unsupported", reason: "", remedy: "" };
const progress: HostEvent = { type: "progress", done: 1, total: 2 };
const never = new AbortController().signal;

/** Each run ends as the next of `ends`; each look at the connection gives the next of `looks`. */
async function ended(ends: BlockEnd[], looks: Reachability[], signal = never) {
  let runs = 0;
  const end = await runWhenReachable(
    async (onEvent) => {
      onEvent(progress);
      return ends[runs++] ?? unsupported;
    },
    {
      onEvent: () => undefined,
      reachability: () => (looks.length > 1 ? looks.shift() : looks[0]) ?? here,
      signal,
      wait: async () => undefined,
    },
  );
  return { end, runs };
}

const here: Reachability = { state: "reachable", losses: 0 };
const lost: Reachability = { state: "lost", losses: 1 };
const back: Reachability = { state: "reachable", losses: 1 };

it("runs a block again that could not be loaded while the server was away", async () => {
  expect(await ended([failed, unsupported], [here, here, lost, lost, lost, back])).toEqual({
    end: unsupported,
    runs: 2,
  });
});

it("also where the server is back already", async () => {
  expect((await ended([failed, unsupported], [here, here, back])).runs).toBe(2);
});

it("believes a failure while the server is there", async () => {
  expect(await ended([failed], [here])).toEqual({ end: failed, runs: 1 });
});

it("waits no longer than it is wanted", async () => {
  const looks = [here, here, lost, lost];
  expect((await ended([failed], looks, AbortSignal.abort())).end).toEqual({ type: "aborted" });
});

it("does not run again what had started", async () => {
  const provenance = {
    system: {
      platform: "",
      release: "",
      arch: "",
      cpu: "",
      cores: 0,
      memoryBytes: 0,
      governor: null,
      temperatureC: null,
      load1: null,
    },
    runtime: { versions: {}, adapter: "", software: false, flags: [] },
    clock: { name: "", resolutionMs: 1 },
    model: { sha256: "" },
    dataset: { sha256: "" },
  };
  let runs = 0;
  const end = await runWhenReachable(
    async (onEvent) => {
      runs++;
      onEvent({ type: "started", provenance });
      return failed;
    },
    {
      onEvent: () => undefined,
      reachability: () => lost,
      signal: never,
      wait: async () => undefined,
    },
  );
  expect({ end, runs }).toEqual({ end: failed, runs: 1 });
});
