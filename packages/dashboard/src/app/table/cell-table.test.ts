import { expect, test } from "vitest";
import { medianText } from "./cell-table.ts";

const latency = { p90Ms: null, samples: 100 };

test.each([
  [0.0873, 0.0851, 0.1002, "87.3 µs [85.1, 100]"],
  [0.1, 0.0987, 0.102, "0.100 ms [0.0987, 0.102]"],
  [1.5225, 1.4293, 1.6219, "1.52 ms [1.43, 1.62]"],
  [1_520.4, 998.7, 2_048, "1520 ms [999, 2048]"],
  [12_480, 9_874, 1_234_567, "12.5 s [9.87, 1235]"],
])("a median of %d ms and its interval are in one unit", (medianMs, lowMs, highMs, text) => {
  expect(medianText({ ...latency, medianMs, lowMs, highMs })).toBe(text);
});

test("a median without an interval stands alone", () => {
  expect(medianText({ ...latency, medianMs: 12_480, lowMs: null, highMs: null })).toBe("12.5 s");
});
