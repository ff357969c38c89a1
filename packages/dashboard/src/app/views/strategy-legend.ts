import { h, s } from "../dom.ts";

const [width, height] = [200, 92];

/** How the chosen expert is run, each strategy as a picture. */
export function strategyLegend(): HTMLElement {
  return h(
    "section",
    { class: "figure", "aria-labelledby": "strategy-legend" },
    h("h2", { id: "strategy-legend" }, "The strategies: how the chosen expert is run"),
    h(
      "p",
      { class: "description" },
      "An image goes to one of several experts; the orange one is chosen. How a runtime gets to it decides what sparsity costs.",
    ),
    h("ul", { class: "pictograms" }, ...pictures.map(pictured)),
  );
}

interface Picture {
  readonly strategy: string;
  readonly text: string;
  readonly draw: () => SVGElement[];
}

const pictures: readonly Picture[] = [
  {
    strategy: "gather",
    text: "The chosen weights are copied out of one stack, then multiplied.",
    draw: () => [
      ...experts(40, 8, 44, 12),
      label(62, 89, "all weights"),
      arrow(86, 42, 116, 42),
      box(118, 30, 44, 24, "chosen"),
      label(140, 70, "a copy"),
      arrow(164, 42, 190, 42),
      arrow(8, 42, 36, 42),
    ],
  },
  {
    strategy: "branch",
    text: "An If in the graph goes down to one expert; nothing is copied.",
    draw: () => [
      arrow(8, 46, 34, 46),
      s("path", { class: "box", d: "M52,30 L70,46 L52,62 L34,46 Z" }),
      label(52, 50, "if"),
      ...[10, 34, 58].flatMap((y, i) => [
        line(70, 46, 112, y + 9, i === 1),
        box(114, y, 40, 18, i === 1 ? "chosen" : "box"),
      ]),
      arrow(156, 43, 190, 43),
    ],
  },
  {
    strategy: "split",
    text: "A graph for the trunk and one for each expert's rest; the host calls the chosen one.",
    draw: () => [
      arrow(2, 46, 16, 46),
      box(18, 28, 44, 36, "box"),
      label(40, 50, "trunk"),
      line(62, 46, 79, 46, true),
      box(79, 36, 32, 20, "box"),
      label(95, 50, "host"),
      ...[6, 34, 62].flatMap((y, i) => [
        line(111, 46, 128, y + 12, i === 1),
        box(128, y, 48, 24, i === 1 ? "chosen" : "box"),
        label(152, y + 16, "tail"),
      ]),
      arrow(178, 46, 196, 46),
    ],
  },
  {
    strategy: "moe-op",
    text: "One fused operator of the runtime routes and multiplies inside.",
    draw: () => [
      arrow(8, 46, 42, 46),
      box(44, 8, 108, 76, "box"),
      label(98, 24, "MoE"),
      ...[30, 48, 66].map((y, i) => box(66, y, 64, 12, i === 1 ? "chosen" : "box")),
      arrow(154, 46, 190, 46),
    ],
  },
];

function pictured({ strategy, text, draw }: Picture): HTMLElement {
  return h(
    "li",
    {},
    s(
      "svg",
      { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", class: "pictogram" },
      ...draw(),
    ),
    h("p", {}, h("strong", {}, strategy), ` ${text}`),
  );
}

function experts(x: number, y: number, w: number, h: number): SVGElement[] {
  return [0, 1, 2, 3, 4].map((i) => box(x, y + i * (h + 1), w, h, i === 2 ? "chosen" : "box"));
}

function box(x: number, y: number, w: number, h: number, kind: string): SVGElement {
  return s("rect", { class: kind, x, y, width: w, height: h, rx: 3 });
}

function label(x: number, y: number, text: string): SVGElement {
  return s("text", { x, y, "text-anchor": "middle" }, text);
}

function line(x1: number, y1: number, x2: number, y2: number, chosen: boolean): SVGElement {
  return s("line", { class: chosen ? "way" : "no-way", x1, y1, x2, y2 });
}

function arrow(x1: number, y1: number, x2: number, y2: number): SVGElement {
  return s("path", {
    class: "way",
    d: `M${x1},${y1} L${x2},${y2} M${x2 - 6},${y2 - 4} L${x2},${y2} L${x2 - 6},${y2 + 4}`,
  });
}
