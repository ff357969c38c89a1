import { join } from "node:path";
import { expect, test } from "vitest";
import { trainingRecordsRoot } from "@vmoe-bench/files";
import { commitThatTrained, readResult } from "./training-results.ts";

test("a training that is only tested keeps the commit that trained it", async () => {
  const found = await readResult(join(trainingRecordsRoot, "ablation-vit-seed0.json"));
  if (found === undefined) throw new RangeError("The record is not there.");
  const earlier = { ...found, test: null, commit: "trained" };
  const made = { ...found, commit: "tested" };
  expect(commitThatTrained(made, earlier)).toBe("trained");
  expect(commitThatTrained(made, undefined)).toBe("tested");
  // Trained anew: to the same curve, in another time.
  expect(commitThatTrained({ ...made, seconds: found.seconds + 1 }, earlier)).toBe("tested");
  expect(commitThatTrained({ ...made, recipeSha256: "another" }, earlier)).toBe("tested");
});
