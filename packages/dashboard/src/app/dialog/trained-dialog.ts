import type { Context } from "../context.ts";
import { h, name } from "../dom.ts";
import { count } from "../numbers.ts";
import { commandBox, facts, provenanceDialog, recordsList, type Fact } from "./dialog.ts";

/**
 * Where a trained model's numbers come from.
 * @param index of its row among those of all groups
 */
export function trainedDialog(context: Context, index: number): HTMLDialogElement | null {
  const { groups } = context.data.training;
  const found = groups.flatMap((group) => group.rows.map((row) => ({ group, row })))[index];
  if (found === undefined) return null;
  const { group, row } = found;
  const [first] = row.records;
  const numbers = group.columns.map(({ name: column }, i): Fact => [column, row.cells[i] ?? null]);
  return provenanceDialog(context, [
    h("p", {}, name(row.recipe), ", in the group of the dense baseline ", name(group.baseline)),
    h("h3", {}, "Make it again"),
    commandBox(row.command),
    h("h3", {}, "Numbers"),
    facts(numbers.filter(([, text]) => text !== "-")),
    h("h3", {}, "Versions and settings"),
    facts([
      ["Commits", distinct(row.records.map(({ commit }) => commit))],
      ["Recipe SHA-256, a seed each", distinct(row.records.map((record) => record.recipeSha256))],
      ["Data SHA-256", distinct(row.records.map(({ dataSha256 }) => dataSha256))],
      [
        "Images",
        first === undefined
          ? null
          : `${count.format(first.images)} trained on, ${count.format(first.heldOut)} held out`,
      ],
      [
        "Images a second, a seed each",
        row.records.map(({ imagesPerSecond }) => imagesPerSecond.toFixed(0)).join(", "),
      ],
    ]),
    h("h3", {}, "Records"),
    recordsList(row.records.map(({ file }) => file)),
  ]);
}

function distinct(values: readonly string[]): string {
  return [...new Set(values)].join(", ");
}
