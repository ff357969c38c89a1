import { describe, expect, it } from "vitest";
import { restoreNodeUtil } from "./load-tfjs-node.ts";

const always = () => true;

describe("restoreNodeUtil", () => {
  it("adds what Node 23 removed", () => {
    const util: { isArray?: (v: unknown) => boolean; isNullOrUndefined?: (v: unknown) => boolean } =
      {};
    restoreNodeUtil(util);
    expect([[], { length: 0 }].map((v) => util.isArray?.(v))).toEqual([true, false]);
    const nothing = [undefined, null, 0, ""].map((v) => util.isNullOrUndefined?.(v));
    expect(nothing).toEqual([true, true, false, false]);
  });

  it("leaves alone what is there", () => {
    const util = { isArray: always };
    restoreNodeUtil(util);
    expect(util.isArray).toBe(always);
  });
});
