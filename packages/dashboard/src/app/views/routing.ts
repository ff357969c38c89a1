import * as Plot from "@observablehq/plot";
import type { Routing, DashboardCell } from "../../data/schema.ts";
import { colours, figure } from "../chart/figure.ts";
import { type Context, deviceOf, fits, shownCells } from "../state.ts";
import { h, name } from "../dom.ts";
import { count, milliseconds, numberButton, percent } from "../numbers.ts";
import { table } from "../table/table.ts";

const mostModels = 4;

/** Which images go to which expert, and what that costs. */
export function routing(context: Context): HTMLElement[] {
  const routings = shownRoutings(context);
  const left = routings.length - mostModels;
  const title = h("h1", {}, "Routing");
  if (routings.length === 0)
    return [
      title,
      h(
        "p",
        {},
        "No model of this selection has one router an image, or its model card is not at hand.",
      ),
    ];
  return [
    title,
    ...routings.slice(0, mostModels).flatMap((one) => sectionsOf(context, one)),
    ...(left > 0 ? [h("p", {}, `${left} more models: filter to see them.`)] : []),
  ];
}

/** "1: T-shirt/top, Shirt" */
function expertName(routing: Routing, expert: number): string {
  const names = routing.superClasses[expert];
  return names === undefined ? `${expert + 1}` : `${expert + 1}: ${names.join(", ")}`;
}

function sectionsOf(context: Context, routing: Routing): HTMLElement[] {
  const { images, experts, routedRight } = routing;
  const { data, state } = context;
  const cell = data.cells[routing.cell];
  const isTimed = cell !== undefined && fits(data, cell, state.filters);
  const device =
    data.devices.length > 1 && cell !== undefined ? [", ", name(deviceOf(data, cell))] : [];
  const right =
    routedRight === null
      ? "It was trained without super-classes."
      : `${percent(routedRight / images, 1)} of the images go to the expert of their own super-class.`;
  return [
    h(
      "section",
      {},
      h("h2", {}, name(routing.model), " on ", name(routing.dataset), ...device),
      h(
        "p",
        { class: "description" },
        `One router an image chooses among ${experts.length} experts. ${right} Of ${count.format(images)} images. A dashed frame marks an image that the model gets wrong.`,
      ),
      h("div", { class: "experts" }, ...experts.map((_, e) => expertCard(context, routing, e))),
    ),
    confusion(context, routing),
    ...(isTimed ? [latency(context, routing)] : []),
  ];
}

function expertCard(context: Context, routing: Routing, index: number): HTMLElement {
  const expert = routing.experts[index];
  if (expert === undefined) return h("div");
  const { images, correct, examples } = expert;
  const className = (label: number) => routing.classes[label] ?? String(label);
  const pictured = examples.filter(({ png }) => png !== null);
  return h(
    "article",
    { class: "expert" },
    h("h3", {}, "Expert ", name(expertName(routing, index))),
    h(
      "p",
      {},
      numberButton(context, routing.cell, percent(images / routing.images, 1)),
      ` of the images, ${images === 0 ? "none" : percent(correct / images, 1)} of them right`,
    ),
    pictured.length === 0
      ? h(
          "ul",
          { class: "classes" },
          ...examples.map(({ label }) => h("li", {}, name(className(label)))),
        )
      : h(
          "ul",
          { class: "pictures" },
          ...pictured.map(({ image, label, predicted, png }) => {
            const wrong = label !== predicted;
            const said = wrong ? `, taken for ${className(predicted)}` : "";
            const text = `${className(label)}${said} (image ${image})`;
            return h(
              "li",
              { class: wrong ? "wrong" : "" },
              h("img", { src: `data:image/png;base64,${png ?? ""}`, alt: text, title: text }),
            );
          }),
        ),
  );
}

interface Square {
  readonly row: string;
  /** "1", and "1: T-shirt/top, Shirt". */
  readonly expert: string;
  readonly name: string;
  readonly part: number;
  readonly images: number;
}

/** Classes in the order of their super-classes, so that a good router draws blocks. */
function confusion(context: Context, routing: Routing): HTMLElement {
  const { classes, superClasses, classByExpert, experts } = routing;
  const order = classes
    .map((className, label) => ({
      className,
      label,
      group: superClasses.findIndex((all) => all.includes(className)),
    }))
    .toSorted((a, b) => a.group - b.group);
  const columns = experts.map((_, e) => String(e + 1));
  const squares = order.flatMap(({ className, label }) => {
    const row = classByExpert[label] ?? [];
    const total = row.reduce((a, b) => a + b, 0);
    return row.map((images, e): Square => ({
      row: className,
      expert: columns[e] ?? "",
      name: expertName(routing, e),
      images,
      part: total === 0 ? 0 : images / total,
    }));
  });
  const rows = order.map(({ className }) => className);
  const { width } = context;
  const few = experts.length <= 12 && rows.length <= 40;
  const chart = Plot.plot({
    width: Math.min(width, 760),
    height: 60 + Math.min(1_400, rows.length * (few ? 30 : 12)),
    marginLeft: 100,
    marginTop: 40,
    x: { domain: columns, label: "expert", axis: "top" },
    y: { domain: rows, label: null },
    color: { type: "identity" },
    marks: [
      Plot.cell(squares, {
        x: "expert",
        y: "row",
        fill: (s: Square) =>
          `color-mix(in oklab, var(--dense) ${(s.part * 50).toFixed(0)}%, var(--ground))`,
        stroke: "var(--line)",
        title: (s: Square) => `${s.row} to expert ${s.name}: ${s.images}`,
      }),
      ...(few
        ? [
            Plot.text(squares, {
              x: "expert",
              y: "row",
              text: (s: Square) => (s.images === 0 ? "" : percent(s.part, 0)),
              fill: "var(--text)",
            }),
          ]
        : []),
    ],
  });
  return figure({
    title: "Router confusion",
    description:
      "Where the images of each class go. Classes stand in the order of their super-classes: dark squares outside a class's own expert are the router's mistakes.",
    chart,
    table: table(
      "Images of each class by expert",
      [
        { name: "Class", value: ({ className }) => name(className) },
        ...experts.map((_, e) => ({
          name: `Expert ${e + 1}`,
          numeric: true,
          value: ({ label }: (typeof order)[number]) =>
            numberButton(context, routing.cell, count.format(classByExpert[label]?.[e] ?? 0)),
        })),
      ],
      order,
    ),
  });
}

function latency(context: Context, routing: Routing): HTMLElement {
  const rows = routing.experts.flatMap((expert, e) =>
    expert.latency === null
      ? []
      : [{ expert: `expert ${e + 1}`, title: expertName(routing, e), ...expert.latency }],
  );
  const chart =
    rows.length === 0
      ? null
      : Plot.plot({
          width: Math.min(context.width, 760),
          height: 60 + rows.length * 34,
          marginLeft: 80,
          marginBottom: 40,
          grid: true,
          x: { label: "latency of a batch of 1, ms →", zero: false, nice: true, inset: 6 },
          y: { domain: rows.map(({ expert }) => expert), label: null },
          marks: [
            Plot.barX(rows, {
              y: "expert",
              x1: "q1Ms",
              x2: "q3Ms",
              fill: colours.sparse,
              fillOpacity: 0.4,
              insetTop: 4,
              insetBottom: 4,
            }),
            Plot.dot(rows, { y: "expert", x: "medianMs", fill: colours.sparse, r: 5 }),
          ],
        });
  return figure({
    title: "Latency by the expert that was hit",
    description:
      "Experts have the same size, so equal times are expected: what differs is caches and memory. Bars hold the middle half, dots are medians.",
    chart,
    table: table(
      "Latency by expert",
      [
        { name: "Expert", value: ({ title }) => name(title) },
        {
          name: "Median",
          numeric: true,
          value: ({ medianMs }) => numberButton(context, routing.cell, milliseconds(medianMs)),
        },
        {
          name: "Middle half",
          numeric: true,
          value: ({ q1Ms, q3Ms }) =>
            numberButton(context, routing.cell, `${milliseconds(q1Ms)} to ${milliseconds(q3Ms)}`),
        },
        {
          name: "Samples",
          numeric: true,
          value: ({ samples }) => numberButton(context, routing.cell, count.format(samples)),
        },
      ],
      rows,
    ),
  });
}

/**
 * The routings of the models that are shown, of the devices and data sets that they are shown on. How
 * a model runs does not change where its router sends an image.
 */
export function shownRoutings(context: Context): Routing[] {
  const { data } = context;
  const placeOf = ({ run, model, dataset }: DashboardCell) =>
    JSON.stringify([data.runs[run]?.device, model, dataset]);
  const places = new Set(shownCells(context).map(({ cell }) => placeOf(cell)));
  return data.routings.filter(({ cell }) => {
    const own = data.cells[cell];
    return own !== undefined && places.has(placeOf(own));
  });
}
