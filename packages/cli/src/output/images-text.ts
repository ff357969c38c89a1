import { textTable } from "@vmoe-bench/report/text-table";
import { plainText } from "../join/plain-text.ts";
import type { ImagesDescription } from "@vmoe-bench/dataset/images";

const mostClasses = 20;
const mostCorrupt = 10;

export function imagesText(found: ImagesDescription): string {
  const { path, splitFolder, layout, labelsFrom, images, classes, named, otherFiles } = found;
  const { formats, smallest, largest, corruptCount, corrupt, notes } = found;
  const facts: [string, string][] = [
    ["path", splitFolder === null ? path : `${path} (${splitFolder})`],
    ["layout", labelsFrom === null ? layout : `${layout} ${labelsFrom}`],
    ["images", count(images)],
    ["classes", named ? count(classes.length) : `${count(classes.length)}, by number`],
    [
      "formats",
      Object.entries(formats)
        .map(([name, n]) => `${name} ${count(n)}`)
        .join(", ") || "–",
    ],
    ["sizes", `${size(smallest)} to ${size(largest)} pixels`],
    ["other files", count(otherFiles)],
    ["corrupt", count(corruptCount)],
  ];
  const rows = classes.slice(0, mostClasses).map((one) => [one.name, count(one.images)]);
  const more = classes.length - rows.length;
  const bad = corrupt.slice(0, mostCorrupt).map(({ name, problem }) => `  ${name} ${problem}`);
  const parts = [
    facts.map(([name, value]) => `${name.padEnd(12)} ${value}`).join("\n"),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    textTable(["class", "images"], rows) + (more > 0 ? `\n… and ${count(more)} more classes` : ""),
    ...(bad.length === 0
      ? []
      : [
          `These can't be used, and a run needs --skip-corrupt:\n${bad.join("\n")}${corruptCount > bad.length ? `\n  … and ${count(corruptCount - bad.length)} more` : ""}`,
        ]),
  ];
  return parts.map((part) => part.split("\n").map(plainText).join("\n")).join("\n\n");
}

function count(images: number): string {
  return images.toLocaleString("en");
}

function size(sides: readonly number[] | null): string {
  return sides?.join(" x ") ?? "–";
}
