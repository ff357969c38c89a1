import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { temporaryFolder } from "../testing/files.ts";
import { writeTree } from "../testing/tree.ts";

vi.mock("sharp", () => {
  throw new Error("Could not load the sharp module");
});

test("without the decoder's native part, all but decoding works", async () => {
  const { openImages, scanImages, startThreadDecoder, checkImages } = await import("../images.ts");
  const { openDataset } = await import("../index.ts");
  expect((await openDataset("fashion-mnist", { split: "test" })).count).toBe(10_000);

  const root = await temporaryFolder();
  await writeTree(root, { "photos/a/1.jpg": "", "photos/b/2.jpg": "" });
  const scanned = scanImages(join(root, "photos"), "test");
  expect(scanned.classes).toEqual(["a", "b"]);
  const opening = openImages(scanned, () => startThreadDecoder(), {
    name: "photos",
    split: "test",
    skipCorrupt: false,
    cache: join(root, "cache"),
    recipe: {
      channels: 3,
      size: 2,
      cropPart: 1,
      interpolation: "bicubic",
      resize: "squash",
      orientation: "stored",
    },
  });
  const missing = /^The image decoder can't be loaded \(/;
  await expect(opening).rejects.toThrow(missing);
  await expect(checkImages(scanned, {})).rejects.toThrow(missing);
});
