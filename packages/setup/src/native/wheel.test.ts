import { expect, test } from "vitest";
import { announcedBytes } from "./wheel.ts";

test.each([
  ["Downloading tensorflow_cpu-2.21.0-cp312-cp312-manylinux.whl (273.8 MB)", 273_800_000],
  ["  Downloading https://index.example/a.whl (12 kB)", 12_000],
  ["  Downloading a-1.0.whl (1.2 GB)", 1_200_000_000],
  ["Downloading a-1.0.whl", undefined],
  ["Saved ./a-1.0.whl (273.8 MB)", undefined],
  ["", undefined],
])("reads the size in pip's line %j", (line, bytes) => {
  expect(announcedBytes(line)).toBe(bytes);
});
