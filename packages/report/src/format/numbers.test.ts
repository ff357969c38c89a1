import { top1 } from "@vmoe-bench/measure";
import { expect, test } from "vitest";
import { percentage } from "./numbers.ts";

const right = (hits: number, n: number) =>
  top1(
    Array.from({ length: n }, () => 1),
    Array.from({ length: n }, (_, i) => (i < hits ? 1 : 0)),
  ) ?? null;

test("top-1 with Wilson's interval, which is not centred on it", () => {
  expect(percentage(right(106, 128))).toBe("82.81 [75.35, 88.37]");
  expect(percentage(right(128, 128))).toBe("100 [97.09, 100]");
  expect(percentage(right(32, 32))).toBe("100 [89.28, 100]");
  expect(percentage(right(0, 10))).toBe("0.00 [0.00, 27.75]");
  expect(percentage(null)).toBe("-");
});
