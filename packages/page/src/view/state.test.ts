import type { PageEntry } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { overallOf, timeLeftText, withOverview } from "./state.ts";

const entry = (what: string): PageEntry => ({ what, outcome: "", status: "completed" });
const progress = { elapsedMs: 30_000, leftMs: 90_000, pause: null };

test("what the server says of the list is taken from where it says", () => {
  const known = { entries: [entry("a"), entry("b")] };
  const names = (from: number, ...entries: string[]) =>
    withOverview(known, { progress, from, entries: entries.map(entry) }, 0).entries.map(
      ({ what }) => what,
    );
  expect(names(2, "c")).toEqual(["a", "b", "c"]);
  expect(names(2)).toEqual(["a", "b"]);
  // After a lost connection, all of it.
  expect(names(0, "a", "b", "c")).toEqual(["a", "b", "c"]);
});

test("the run goes on between two messages", () => {
  const run = { told: progress, atMs: 1_000 };
  expect(overallOf(run, 1_000)).toEqual({ part: 0.25, leftMs: 90_000 });
  expect(overallOf(run, 31_000)).toEqual({ part: 0.5, leftMs: 60_000 });
  expect(overallOf(run, 200_000)).toEqual({ part: 1, leftMs: 0 });
});

test("time left is told in steps", () => {
  expect(timeLeftText(128_000)).toBe("about 2 min 10 s left");
  expect(timeLeftText(120_000)).toBe("about 2 min left");
  expect(timeLeftText(1)).toBe("about 5 s left");
  expect(timeLeftText(0)).toBe("nearly done");
});
