import fc from "fast-check";
import { expect, test } from "vitest";
import { PooledBlocks } from "../bootstrap.ts";

test("reads ranks as if the drawn blocks were gathered and sorted", () => {
  const block = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 8 });
  const drawn = fc.array(fc.tuple(block, fc.integer({ min: 0, max: 3 })), { minLength: 1 });
  fc.assert(
    fc.property(drawn, (pairs) => {
      const blocks = pairs.map(([samples]) => samples);
      const times = pairs.map(([, n]) => n);
      const gathered = pairs
        .flatMap(([samples, n]) => Array.from({ length: n }, () => samples).flat())
        .toSorted((a, b) => a - b);
      const pooled = new PooledBlocks(blocks);
      expect(pooled.size(times)).toBe(gathered.length);
      expect(gathered.map((_, i) => pooled.atRank(i + 1, times))).toEqual(gathered);
    }),
  );
});
