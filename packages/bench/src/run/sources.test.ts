import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sources } from "@vmoe-bench/contracts";
import { wholeRun } from "@vmoe-bench/report/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DataPlaces } from "../data/image-sets.ts";
import { returnToSources } from "./earlier-run.ts";

let folder: string;
let table: string;
let moved: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sources-"));
  [table, moved] = [join(folder, "val.txt"), join(folder, "moved.txt")];
  for (const path of [table, moved]) writeFileSync(path, "a.png 0\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const plain: Sources["data"] = {
  dir: null,
  skipCorrupt: false,
  classMap: null,
  labels: null,
  labelShift: null,
  orientation: "stored",
};
const unmoved: DataPlaces = { dir: undefined, classMap: undefined, labels: undefined };

function returned(then: Partial<Sources["data"]>, now: Partial<DataPlaces> = {}) {
  const { manifest } = wholeRun();
  const data = { ...plain, dir: folder, ...then };
  const sources: Sources = { folder: process.cwd(), data, models: {}, datasets: {} };
  const run = { manifest: { ...manifest, id: "RUN", sources } };
  return returnToSources(run, { ...unmoved, ...now }, { note: () => {} });
}

test("a run that goes on reads what it read, and how it read it", () => {
  const then = { labels: table, labelShift: -1, skipCorrupt: true, orientation: "exif" } as const;
  expect(returned(then)).toEqual({ dir: folder, classMap: undefined, ...then });
  expect(returned(then, { labels: moved }).labels).toBe(moved);
});

test("what would make other labels is refused by its name", () => {
  expect(() => returned({}, { labels: table })).toThrow(
    `--labels ${table} would change what the run RUN measures: it was started without --labels.`,
  );
  expect(() => returned({ dir: null }, { classMap: table })).toThrow(
    "started without --class-map.",
  );
  expect(() => returned({ labels: "folders" }, { labels: table })).toThrow(
    "it was started with --labels folders.",
  );
  expect(() => returned({ labels: table }, { labels: "folders" })).toThrow(
    "--labels folders would",
  );
  expect(returned({ labels: "folders" }, { labels: "folders" }).labels).toBe("folders");
});

test("a file that is not there any more is asked for", () => {
  const gone = join(folder, "gone.txt");
  expect(() => returned({ labels: gone })).toThrow(
    expect.objectContaining({
      message: `The run RUN read its labels from ${gone}, which is not there any more.`,
      remedy: "Say with --labels where that file is now.",
    }),
  );
  expect(returned({ labels: gone }, { labels: table }).labels).toBe(table);
});
