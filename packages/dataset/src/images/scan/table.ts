import { LabelLineError } from "../../errors/scan-errors.ts";
import { parseCsv } from "./csv.ts";
import type { NamedLabel } from "./label-lines.ts";

const pathColumns = ["path", "file", "filename", "file_name", "image", "image_path", "imageid"];
const labelColumns = ["label", "class", "category", "target", "predictionstring"];

/**
 * A table of paths and labels, with tabs where its name ends in .tsv. The columns are told by a first
 * row with known names; without one they are the first two. Of Kaggle's LOC_val_solution.csv, which
 * lists boxes, the class is the first word, and the names lack ".JPEG".
 * @throws LabelLineError
 */
export function parseTable(text: string, path: string): NamedLabel[] {
  const rows = parseCsv(text, path, path.toLowerCase().endsWith(".tsv") ? "\t" : ",");
  const [first] = rows;
  if (first === undefined) throw new LabelLineError(path, 1, "is empty");
  const titles = first.cells.map((cell) => cell.trim().toLowerCase());
  const pathAt = titles.findIndex((title) => pathColumns.includes(title));
  const labelAt = titles.findIndex((title) => labelColumns.includes(title));
  const titled = pathAt >= 0 && labelAt >= 0;
  const boxes = titled && titles[labelAt] === "predictionstring";
  return rows.slice(titled ? 1 : 0).map(({ cells, line }) => {
    const name = cells[titled ? pathAt : 0]?.trim() ?? "";
    const cell = cells[titled ? labelAt : 1]?.trim() ?? "";
    if (name === "" || cell === "") throw new LabelLineError(path, line, "has no path or no label");
    if (!boxes) return { name, label: cell, line };
    return { name: `${name}.JPEG`, label: cell.split(" ")[0] ?? "", line };
  });
}
