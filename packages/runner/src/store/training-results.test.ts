import { join } from "node:path";
import { expect, test } from "vitest";
import { trainingRecordsRoot } from "@vmoe-bench/files";
import { commitThatTrained, readResult } from "./training-results.ts";

test("a training that is only tested keeps the commit that trained it", async () => {
  const record = await readResult(join(trainingRecordsRoot, "ablation-vit-seed0.json"));
  if (record === undefined) throw new RangeError("The record is not there.");
  const earlier = { ...record, test: null, commit: "trained" };
  const made = { ...record, commit: "tested" };
  expect(commitThatTrained(made, earlier)).toBe("trained");
  expect(commitThatTrained(made, undefined)).toBe("tested");
  // Trained anew: to the same curve, in another time.
  expect(commitThatTrained({ ...made, seconds: record.seconds + 1 }, earlier)).toBe("tested");
  expect(commitThatTrained({ ...made, recipeSha256: "another" }, earlier)).toBe("tested");
});
