import { readFile } from "node:fs/promises";
import { checkJson, isViT } from "@vmoe-bench/contracts";
import { normalise } from "@vmoe-bench/dataset/select";
import { runReference } from "@vmoe-bench/model";
import { expect, test } from "vitest";
import { z } from "zod";
import { findModel, zooModels } from "./zoo.ts";

/** Made by `testing/make-logits.py`, with the loader in docs/. */
const place = new URL("testing/logits.json", import.meta.url);
const logits = checkJson(
  z.record(z.string(), z.array(z.array(z.number()))),
  await readFile(place, "utf8"),
  "logits.json",
);
const shipped = (await zooModels()).filter(({ config }) => isViT(config));

test("every shipped ViT has logits of PyTorch's", () => {
  expect(Object.keys(logits).toSorted()).toEqual(shipped.map(({ id }) => id).toSorted());
});

test.each(Object.entries(logits))(
  "%s says what the loader in docs/ says",
  async (id, expected) => {
    const { card, artifact } = await findModel(id);
    const { channels, imageSize } = card.config;
    const bytes = 3 * channels * imageSize ** 2;
    const pixels = Uint8Array.from(
      { length: bytes },
      (_, i) => (i * i * 31 + i * 17 + Math.floor(i / 997)) % 256,
    );
    const raw = { count: 3, channels, height: imageSize, width: imageSize, pixels };
    const ours = runReference(artifact, normalise(raw, card.normalisation)).logits;
    const apart = expected.flat().map((value, i) => Math.abs(value - (ours[i] ?? Number.NaN)));
    expect(apart).toHaveLength(3 * card.classes.length);
    expect(Math.max(...apart)).toBeLessThan(2e-4);
  },
  60_000,
);
