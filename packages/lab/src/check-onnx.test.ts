import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkReference } from "./check-onnx.ts";

const fixtures = fileURLToPath(new URL("../../models/src/onnx-file/fixtures", import.meta.url));

test("both of PyTorch's exporters' files give Python's logits, and cost what fvcore counts", async () => {
  const { models } = await checkReference(fixtures);
  expect(models.map(({ file }) => file)).toEqual(["tiny-dynamo.onnx", "tiny-legacy.onnx"]);
  for (const { macs2, expectedMacs2, largestDifference } of models) {
    // 8·14·14 outputs of 9 products, 16·7·7 of 2·9, and a head of 16·10.
    expect(macs2).toBe(2 * (1_568 * 9 + 784 * 18 + 160));
    expect(macs2).toBe(expectedMacs2);
    expect(largestDifference).toBeLessThan(1e-5);
  }
});

test("a folder without a reference says how it is made", async () => {
  await expect(checkReference("/nowhere")).rejects.toMatchObject({ code: "no-reference" });
});
