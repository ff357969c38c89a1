import { homedir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { surroundings } from "./surroundings.ts";

const usual = join(homedir(), ".cache", "vmoe-bench", "datasets");

describe("surroundings", () => {
  test.each([
    [{}, undefined, usual],
    [{ VMOE_BENCH_DATA: "", VMOE_BENCH_CACHE: "" }, undefined, usual],
    [{ XDG_CACHE_HOME: "/x" }, undefined, "/x/vmoe-bench/datasets"],
    [{ XDG_CACHE_HOME: "relative" }, undefined, usual],
    [{ XDG_CACHE_HOME: "/x", VMOE_BENCH_CACHE: "/c" }, undefined, "/c/datasets"],
    [{ VMOE_BENCH_DATA: "/d" }, "/d", usual],
  ])("from %j", (env, data, cache) => {
    expect(surroundings(env)).toEqual({ data, cache });
  });
});
