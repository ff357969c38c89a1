import type { PageEntry } from "@vmoe-bench/contracts";
import { el, say } from "./dom.ts";
import {
  medianOf,
  milliseconds,
  type PageState,
  overallOf,
  timeLeftText,
  type ShownBlock,
  titleOf,
} from "./state.ts";

/** How far the whole run is. */
export function overallBar() {
  const bar = progressBar("Progress of the whole run");
  const left = el("p", "left");
  const percent = el("span", "percent");
  const element = el("section", "overall", el("div", "progress", bar, percent), left);
  return {
    element,
    show(run: PageState["run"]) {
      element.toggleAttribute("hidden", run === undefined);
      if (run === undefined) return;
      const { part, leftMs } = overallOf(run, performance.now());
      bar.value = part;
      say(percent, `${Math.floor(100 * part)} %`);
      say(left, `Whole run: ${timeLeftText(leftMs)}`);
    },
  };
}

/** The block that runs. */
export function runningCard() {
  const title = el("h2");
  const arm = el("p", "arm");
  const bar = progressBar("Progress of this block");
  const percent = el("span", "percent");
  const now = el("p", "now");
  const spark = sparkline();
  const awake = el("p", "hint");
  const element = el(
    "section",
    "card running",
    title,
    arm,
    el("div", "progress", bar, percent),
    now,
    spark.element,
    awake,
  );
  return {
    element,
    show(running: ShownBlock | undefined, isAwake: boolean) {
      element.toggleAttribute("hidden", running === undefined);
      if (running === undefined) return;
      const { block, progress, samplesMs } = running;
      const { backend, strategy, batch, threads } = block.arm;
      say(title, titleOf(block));
      say(
        arm,
        `${backend} · ${strategy} · batch ${batch} · ${threads} ${threads === 1 ? "thread" : "threads"}`,
      );
      bar.value = progress;
      say(percent, `${Math.round(100 * progress)} %`);
      say(now, samplesMs.length === 0 ? "" : milliseconds(medianOf(samplesMs)));
      now.toggleAttribute("hidden", samplesMs.length === 0);
      spark.show(samplesMs);
      say(awake, isAwake ? "The screen stays on." : "");
    },
  };
}

function progressBar(label: string): HTMLProgressElement {
  const bar = el("progress", "bar");
  bar.max = 1;
  bar.setAttribute("aria-label", label);
  return bar;
}

/** What came of the run so far, the newest first. */
export function entriesCard() {
  const list = el("ol", "entries");
  const heading = el("summary");
  const element = el("details", "card", heading, list);
  element.open = true;
  let wasEnded = false;
  let shown: readonly PageEntry[] = [];
  return {
    element,
    show(entries: readonly PageEntry[], hasEnded: boolean) {
      // Closed once, so that it can be opened again.
      if (hasEnded && !wasEnded) element.open = false;
      wasEnded = hasEnded;
      if (entries === shown) return;
      element.toggleAttribute("hidden", entries.length === 0);
      const thrown = entries.filter(({ status }) => status === "discarded").length;
      const blocks = entries.length - thrown;
      const tries = thrown === 1 ? "1 try" : `${thrown} tries`;
      say(heading, `Blocks: ${blocks}${thrown === 0 ? "" : `, and ${tries} thrown away`}`);
      const isLonger = shown.every((entry, i) => entry === entries[i]);
      if (!isLonger) list.replaceChildren();
      for (const { what, outcome, status } of entries.slice(isLonger ? shown.length : 0)) {
        const item = el("li", "", el("span", "what", what), el("span", "outcome", outcome));
        item.dataset["status"] = status;
        list.prepend(item);
      }
      shown = entries;
    },
  };
}

const width = 320;
const height = 72;
const margin = 4;

/** Latencies as a line, with their median as a dashed one; described for those who do not see it. */
function sparkline(): {
  readonly element: SVGSVGElement;
  show(ms: readonly number[]): void;
} {
  const element = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "spark" });
  element.setAttribute("preserveAspectRatio", "none");
  const area = svg("path", { class: "spark-area" });
  const middle = svg("line", { class: "spark-median", x1: "0", x2: String(width) });
  const line = svg("path", { class: "spark-line" });
  element.append(area, middle, line);
  return {
    element,
    show(samples) {
      element.toggleAttribute("hidden", samples.length < 2);
      if (samples.length < 2) return;
      const median = medianOf(samples);
      // Twice the median fills it: a single slow sample does not flatten the rest.
      const top = Math.max(2 * median, Number.MIN_VALUE);
      const y = (ms: number) =>
        (height - margin - (height - 2 * margin) * Math.min(1, ms / top)).toFixed(1);
      const step = width / (samples.length - 1);
      const points = samples.map((ms, i) => `${(i * step).toFixed(1)},${y(ms)}`);
      line.setAttribute("d", `M${points.join("L")}`);
      area.setAttribute("d", `M0,${height}L${points.join("L")}L${width},${height}Z`);
      middle.setAttribute("y1", y(median));
      middle.setAttribute("y2", y(median));
      element.setAttribute(
        "aria-label",
        `The last ${samples.length} latencies; their median is ${milliseconds(median)}.`,
      );
    },
  };
}

function svg<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>>,
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
