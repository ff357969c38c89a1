import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunSplit } from "@vmoe-bench/dataset";
import { afterAll, expect, test } from "vitest";
import { PageDataTooLargeError } from "../errors.ts";
import { writeDataset } from "./dataset-files.ts";

const folder = mkdtempSync(join(tmpdir(), "vmoe-bench-page-data-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two images of one pixel. */
const split = (classes: number, labels: readonly number[]): RunSplit => ({
  info: {
    name: "two",
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    channels: 1,
    height: 1,
    width: 1,
  },
  split: "test",
  count: 2,
  labels,
  images: { count: 2, channels: 1, height: 1, width: 1, pixels: Uint8Array.of(7, 9) },
  sha256: "0".repeat(64),
});

test("a label is a byte, or two of more than 256 classes, the lower first", () => {
  const at = (name: string) => [...readFileSync(join(folder, name))];
  writeDataset(join(folder, "few"), split(256, [3, 255]));
  expect(at("few/labels.bin")).toEqual([3, 255]);
  expect(at("few/images.bin")).toEqual([7, 9]);
  writeDataset(join(folder, "many"), split(257, [3, 256]));
  expect(at("many/labels.bin")).toEqual([3, 0, 0, 1]);
});

test("more than a page can hold is refused, and nothing is written", () => {
  const large = split(2, [0, 1]);
  const info = { ...large.info, channels: 3, height: 20_000, width: 20_000 };
  expect(() => writeDataset(join(folder, "large"), { ...large, info })).toThrow(
    new PageDataTooLargeError("two", 2.4e9, 1e9),
  );
  expect(readdirSync(folder)).not.toContain("large");
});
