import type { BlockEnd } from "@vmoe-bench/contracts";
import { expect, it } from "vitest";
import { codeNotLoaded, endOfWorker } from "./code.ts";
import { runOnceLoaded } from "./block-runner.ts";

const failedBy = (code: string): BlockEnd => ({
  type: "failed",
  failure: { code, message: "", remedy: "" },
});
const cut = failedBy(codeNotLoaded);
const unsupported: BlockEnd = { type: "unsupported", reason: "", remedy: "" };

/** Each run ends as the next of `ends`, the last for ever; and when each was begun, in s. */
async function run(ends: BlockEnd[], signal = new AbortController().signal) {
  let now = 0;
  const at: number[] = [];
  const end = await runOnceLoaded(
    async () => {
      at.push(now / 1_000);
      return (ends.length > 1 ? ends.shift() : ends[0]) ?? unsupported;
    },
    { signal, now: () => now, wait: async (ms) => void (now += ms) },
  );
  return { end, at };
}

it("runs a block again whose code could not be loaded, less and less often", async () => {
  expect(await run([cut, cut, cut, unsupported])).toEqual({
    end: unsupported,
    at: [0, 0.25, 0.75, 1.75],
  });
});

it("believes every other failure", async () => {
  const failed = failedBy("out-of-memory");
  expect(await run([failed, unsupported])).toEqual({ end: failed, at: [0] });
});

it("gives up after ten minutes, and at once when it is no longer wanted", async () => {
  const { end, at } = await run([cut]);
  expect(end).toBe(cut);
  expect(at.at(-1)).toBeGreaterThan(600);
  expect(at.at(-1)).toBeLessThan(610);
  expect((await run([cut], AbortSignal.abort())).end).toEqual({ type: "aborted" });
});

it.each([
  ["Failed to fetch dynamically imported module: https://a/b.js", codeNotLoaded],
  ["error loading dynamically imported module: https://a/b.js", codeNotLoaded],
  ["Importing a module script failed.", codeNotLoaded],
  ["b is not a function", "bug"],
])("tells code that could not be loaded by what a browser says: %s", (said, code) => {
  expect(endOfWorker(new TypeError(said))).toMatchObject({ failure: { code } });
});
