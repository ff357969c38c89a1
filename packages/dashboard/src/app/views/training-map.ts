import * as Plot from "@observablehq/plot";
import type { TrainedPoint } from "../../data/training-schema.ts";
import { colours, figure, withLegend } from "../chart/figure.ts";
import type { Context } from "../state.ts";
import { h, name } from "../dom.ts";
import { count, signed } from "../numbers.ts";

/** ImageNet-1k, which the paper trained on, has 1,281,167 images of 1,000 classes. */
const imageNetImagesPerClass = 1_281;

/** When experts pay: gain against the images a class, of experts and of the router's loss alone. */
export function trainingMap({ data, width }: Context): HTMLElement[] {
  const { map } = data.training;
  if (map.length === 0) return [];
  const paper = data.training.paper.map(({ size, gain }) => ({
    imagesPerClass: imageNetImagesPerClass,
    value: gain,
    label: `paper, ${size}`,
  }));
  const labels = [...labelled(map), ...paper];
  const chart = Plot.plot({
    width,
    height: 380,
    marginLeft: 52,
    marginRight: 90,
    marginBottom: 44,
    grid: true,
    style: { fontSize: "12px" },
    x: {
      type: "log",
      label: "different images a class →",
      tickFormat: (images: number) => count.format(images),
      ticks: 6,
      nice: true,
    },
    y: { label: "↑ points over the plain dense model, held-out images", nice: true },
    marks: [
      Plot.ruleY([0], { stroke: "currentColor" }),
      Plot.ruleX(
        map.filter(({ gain }) => gain.low !== null && gain.high !== null),
        {
          x: "imagesPerClass",
          y1: (point: TrainedPoint) => point.gain.low,
          y2: (point: TrainedPoint) => point.gain.high,
          stroke: colourOf,
          strokeWidth: 2,
        },
      ),
      Plot.dot(map, {
        x: "imagesPerClass",
        y: (point: TrainedPoint) => point.gain.value,
        fill: (point: TrainedPoint) => (point.seeds > 1 ? colourOf(point) : "var(--panel)"),
        stroke: colourOf,
        strokeWidth: 2,
        r: 6,
      }),
      Plot.dot(paper, {
        x: "imagesPerClass",
        y: "value",
        symbol: "diamond",
        stroke: colours.dense,
        r: 5,
      }),
      ...(["start", "end"] as const).map((textAnchor, side) =>
        Plot.text(
          labels.filter((_, i) => i % 2 === side),
          {
            x: "imagesPerClass",
            y: "value",
            text: "label",
            dx: side === 0 ? 10 : -10,
            textAnchor,
            stroke: "var(--panel)",
            strokeWidth: 4,
            fill: "var(--text)",
          },
        ),
      ),
    ],
  });
  const key = [
    [colours.sparse, "experts"],
    [colours.loss, "the router's loss alone, which costs nothing at inference"],
    [colours.dense, "diamond: the paper, ImageNet-1k"],
  ] as const;
  return [
    figure({
      title: "When experts pay",
      description:
        "Over each plain dense model, at its active FLOPs and images seen: a full dot is of several seeds, a hollow one of one seed, whose interval says nothing of other seeds.",
      chart: withLegend(key, chart),
      table: h("ul", {}, ...map.map((point) => h("li", {}, name(sentenceOf(point))))),
    }),
  ];
}

function colourOf({ adds }: TrainedPoint): string {
  return adds === "experts" ? colours.sparse : colours.loss;
}

interface Label {
  readonly imagesPerClass: number;
  readonly value: number;
  readonly label: string;
}

/** One point of each size and data is labelled: the highest. */
function labelled(map: readonly TrainedPoint[]): Label[] {
  const highest = new Map<string, Label>();
  for (const { size, everyImageNew, imagesPerClass, gain } of map) {
    const label = everyImageNew ? `${size}, all new` : size;
    const key = `${label} ${imagesPerClass}`;
    const known = highest.get(key);
    if (known === undefined || known.value < gain.value)
      highest.set(key, { imagesPerClass, value: gain.value, label });
  }
  return [...highest.values()].toSorted((a, b) => b.value - a.value);
}

function sentenceOf({ size, adds, imagesPerClass, gain, ownGain }: TrainedPoint): string {
  const own = ownGain === null ? "" : `, ${signed(ownGain.value)} over the router's loss`;
  return `${size}, ${count.format(imagesPerClass)} images a class: ${adds} ${signed(gain.value)}${own}.`;
}
