import { none } from "../format/numbers.ts";
import { safeText } from "../format/text.ts";
import { left, right, type TextTable } from "../format/tables.ts";
import type {
  Exposure,
  TrainingGroup,
  TrainingRow,
  TrainingSummary,
} from "./summarise-training.ts";
import type { Gain } from "./pairs.ts";
import { accuracyCell, gainCell } from "./training-table.ts";

/** One trained model on the map of when experts pay, at the active FLOPs of its baseline. */
export interface MapPoint {
  readonly dataset: string;
  /** "6x32, 16 tokens" */
  readonly size: string;
  /** Experts, or the router's loss alone on the dense model. */
  readonly adds: "experts" | "router's loss";
  readonly exposure: Exposure;
  readonly baseline: TrainingRow;
  readonly row: TrainingRow;
  readonly gain: Gain;
  /** Models of this kind that were tried against this baseline, of which this one is the best. */
  readonly tried: number;
}

/** A router makes a model dearer by about one part in a hundred; a second expert by much more. */
const routerShare = 1.05;

/**
 * The map: of each plain dense model one model with experts, and one with the router's loss alone, at
 * its active FLOPs. Of several, one of the most seeds, and of these the best on the held-out images.
 * Where data do not run out first.
 */
export function mapPoints({ groups }: TrainingSummary): MapPoint[] {
  return groups
    .flatMap((group) => [...bestOf(group, "router's loss"), ...bestOf(group, "experts")])
    .toSorted(
      (a, b) =>
        a.dataset.localeCompare(b.dataset) ||
        a.size.localeCompare(b.size) ||
        Number(b.exposure.everyImageNew) - Number(a.exposure.everyImageNew) ||
        b.exposure.imagesPerClass - a.exposure.imagesPerClass ||
        b.row.heldOut.mean - a.row.heldOut.mean,
    );
}

function bestOf(
  { baseline: name, dataset, config, rows }: TrainingGroup,
  adds: MapPoint["adds"],
): MapPoint[] {
  const baseline = rows.find(({ recipe }) => recipe === name);
  if (baseline === undefined) return [];
  const alike = rows
    .filter(({ gain, moe }) => gain !== null && (moe === null) === (adds === "router's loss"))
    .filter(({ flops }) => flops <= routerShare * baseline.flops)
    .toSorted((a, b) => b.seeds.length - a.seeds.length || b.heldOut.mean - a.heldOut.mean);
  const [row] = alike;
  if (row === undefined || row.gain === null) return [];
  const { depth, width, imageSize, patch } = config;
  return [
    {
      dataset,
      size: `${depth}x${width}, ${(imageSize / patch) ** 2} tokens`,
      adds,
      exposure: row.exposure,
      baseline,
      row,
      gain: row.gain,
      tried: alike.length,
    },
  ];
}

/** The map as a table, a line a trained model. */
export function mapTable(points: readonly MapPoint[]): TextTable {
  return {
    title:
      "When experts pay: over each dense model the best of what was tried at its active FLOPs and images seen. Top-1 in % of held-out images, gains in points",
    shared: 0,
    keys: 3,
    columns: [
      left("data"),
      left("size"),
      right("images a class"),
      right("seen, millions"),
      left("adds"),
      left("recipe"),
      right("of"),
      right("E"),
      right("M"),
      right("dense"),
      right("held-out"),
      right("gain [95 %]"),
      right("over the router's loss [95 %]"),
      right("router %"),
      right("oracle"),
      right("train less held-out"),
    ],
    rows: points.map(({ dataset, size, adds, exposure, baseline, row, gain, tried }) => [
      safeText(dataset),
      size,
      imagesPerClassCell(exposure),
      (exposure.imagesSeen / 1e6).toFixed(2),
      adds,
      safeText(row.recipe),
      String(tried),
      row.moe === null ? none : String(row.moe.experts),
      row.moe === null ? none : String(row.moe.layers),
      accuracyCell(baseline.heldOut),
      accuracyCell(row.heldOut),
      gainCell(gain),
      gainCell(row.gainOverAuxiliary),
      row.routerAccuracy === null ? none : (100 * row.routerAccuracy).toFixed(1),
      row.oracle === null ? none : (100 * row.oracle).toFixed(2),
      (100 * row.generalisationGap).toFixed(1),
    ]),
  };
}

function imagesPerClassCell({ imagesPerClass, everyImageNew }: Exposure): string {
  return everyImageNew ? "all new" : String(Math.round(imagesPerClass));
}
