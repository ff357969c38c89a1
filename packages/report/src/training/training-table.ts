import type { TrainedRouting } from "@vmoe-bench/contracts";
import { millions, none } from "../format/numbers.ts";
import { safeText } from "../format/text.ts";
import { left, right, type TextTable } from "../format/tables.ts";
import type { Gain } from "./pairs.ts";
import type { PaperGain } from "./paper.ts";
import type { Accuracy, TrainingGroup, TrainingRow } from "./summarise-training.ts";

/** One size: its dense model and what was tried against it. */
export function trainingTable({ baseline, dataset, config, rows }: TrainingGroup): TextTable {
  const overAuxiliary = rows.some(({ gainOverAuxiliary }) => gainOverAuxiliary !== null);
  const tested = rows.some(({ test }) => test !== null);
  const { depth, width, patch } = config;
  const images = new Set(rows.map(({ heldOutImages }) => heldOutImages));
  return {
    title: `${depth}x${width}, patch ${patch}, on ${safeText(dataset)}; dense baseline ${safeText(baseline)}. Top-1 in % of ${[...images].join(" or ")} held-out images, gain in points`,
    shared: 0,
    keys: 1,
    columns: [
      left("recipe"),
      right("E"),
      right("M"),
      right("k"),
      right("M FLOPs"),
      left("routing"),
      left("router reads"),
      left("super-classes"),
      left("gate"),
      right("λ"),
      right("from epoch"),
      right("epochs"),
      right("seeds"),
      right("held-out"),
      right("gain [95 %]"),
      ...(overAuxiliary ? [right("experts' own gain [95 %]")] : []),
      ...(tested ? [right("test"), right("test gain [95 %]")] : []),
      right("router %"),
      right("oracle"),
      right("time"),
      left("paper's gain"),
    ],
    rows: rows.map((row) => [
      safeText(row.recipe),
      ...moeCells(row),
      lambdaCell(row.routing),
      row.moe === null ? none : String(row.startEpoch),
      String(row.epochs),
      String(row.seeds.length),
      accuracyCell(row.heldOut),
      gainCell(row.gain),
      ...(overAuxiliary ? [gainCell(row.gainOverAuxiliary)] : []),
      ...(tested
        ? [row.test === null ? none : accuracyCell(row.test), gainCell(row.testGain)]
        : []),
      row.routerAccuracy === null ? none : (100 * row.routerAccuracy).toFixed(1),
      row.oracle === null ? none : (100 * row.oracle).toFixed(2),
      timeCell(row.seconds),
      paperCell(row.paper),
    ]),
  };
}

/** E, M, k, active FLOPs, routing, what the router reads, super-classes and gate. */
function moeCells({ moe, flops, routing, epochs }: TrainingRow): string[] {
  const cost = millions(flops, 3);
  if (routing.kind === "auxiliary") {
    const superClasses = `${superClassesFrom(routing, epochs)}, ${routing.experts}`;
    return [none, none, none, cost, "dense, router's loss", routing.reads, superClasses, none];
  }
  if (moe === null) return [none, none, none, cost, "dense", none, none, none];
  const { experts, layers, k, gate } = moe;
  const how = routing.kind === "end-to-end" ? `per ${moe.routing}, end to end` : "per image";
  return [
    String(experts),
    String(layers),
    String(k),
    cost,
    [how, ...ownTraining(routing)].join(", "),
    moe.routing === "image" ? moe.reads : "its token",
    superClassesFrom(routing, epochs),
    gate,
  ];
}

/**
 * "spectral", "louvain, counts", "random, by label to epoch 30"
 * @param epochs of the whole recipe, the baseline's too
 */
export function superClassesFrom(routing: TrainedRouting, epochs: number): string {
  if (routing.kind !== "super-classes" && routing.kind !== "auxiliary") return none;
  const { from, clustering, confusion } = routing;
  const until = routing.kind === "auxiliary" ? 0 : Math.floor(routing.routeByLabel * epochs);
  return [
    from === "confusions" ? clustering : from,
    ...(from === "confusions" && confusion === "counts" ? ["counts"] : []),
    ...(until > 0 ? [`by label to epoch ${until}`] : []),
  ].join(", ");
}

/** How experts and routers were trained otherwise than the rest. */
function ownTraining(routing: TrainedRouting): string[] {
  if (routing.kind === "dense" || routing.kind === "auxiliary") return [];
  const { expertDropout, expertRate, routerWarmUp } = routing;
  return [
    ...(expertDropout === undefined ? [] : [`dropout ${expertDropout}`]),
    ...(expertRate === undefined ? [] : [`experts' rate x ${expertRate}`]),
    ...(routerWarmUp === undefined ? [] : ["router warm-up"]),
  ];
}

function lambdaCell(routing: TrainedRouting): string {
  return "lambda" in routing ? String(routing.lambda) : none;
}

export function accuracyCell({ mean, halfWidth }: Accuracy): string {
  const value = (100 * mean).toFixed(2);
  return halfWidth === null ? value : `${value} ±${(100 * halfWidth).toFixed(2)}`;
}

/** "+1.23 [0.40, 2.06]", and "over images" where one seed says nothing of other seeds. */
export function gainCell(gain: Gain | null): string {
  if (gain === null) return none;
  const value = signed(100 * gain.value);
  if (gain.interval === null) return `${value}, 1 seed`;
  const [low, high] = [gain.interval.low, gain.interval.high].map((x) => (100 * x).toFixed(2));
  const note = gain.over === "images" ? ", 1 seed" : "";
  return `${value} [${low}, ${high}]${note}`;
}

function paperCell(paper: PaperGain | null): string {
  if (paper === null) return none;
  const { gain, size, experts, layers, k } = paper;
  return `${signed(gain)} (${size}, E=${experts}, M=${layers}${k === null ? "" : `, k=${k}`})`;
}

function signed(points: number): string {
  return `${points < 0 ? "" : "+"}${points.toFixed(2)}`;
}

function timeCell(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
