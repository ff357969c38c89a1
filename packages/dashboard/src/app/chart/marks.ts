import * as Plot from "@observablehq/plot";
import { h } from "../dom.ts";
import type { Context } from "../state.ts";

/** A finger is not more exact than this, in pixels. */
const reach = 18;

/**
 * Makes the marks of a chart that have a title say it to a mouse, a finger and a keyboard: one stop of
 * the tab key a chart, arrows go from mark to mark, Enter does what a click does.
 * @param place positioned, around the chart
 * @returns whether there are such marks
 */
export function touchable(svg: SVGSVGElement, place: HTMLElement): boolean {
  const marks = titled(svg);
  if (marks.length === 0) return false;
  const tip = h("div", { class: "tip", "aria-hidden": "true", hidden: true });
  place.append(tip);
  let shown: SVGElement | undefined;
  const show = (mark: SVGElement | undefined) => {
    if (mark === shown) return;
    shown?.classList.remove("shown");
    shown = mark;
    tip.hidden = mark === undefined;
    if (mark === undefined) return;
    mark.classList.add("shown");
    tip.replaceChildren(mark.getAttribute("aria-label") ?? "");
    putBeside(tip, mark, place);
  };
  for (const [i, mark] of marks.entries()) {
    mark.setAttribute("tabindex", i === 0 ? "0" : "-1");
    mark.addEventListener("focus", () => show(mark));
    mark.addEventListener("blur", () => show(undefined));
  }
  svg.addEventListener("keydown", (event) => {
    const at = marks.findIndex((mark) => mark === document.activeElement);
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = marks[(at + step + marks.length) % marks.length];
      marks[at]?.setAttribute("tabindex", "-1");
      next?.setAttribute("tabindex", "0");
      next?.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      marks[at]?.dispatchEvent(new MouseEvent("click"));
    } else if (event.key === "Escape") show(undefined);
  });
  const near = ({ clientX, clientY }: MouseEvent) => nearest(marks, clientX, clientY);
  svg.addEventListener("pointermove", (event) => show(near(event)));
  svg.addEventListener("pointerleave", ({ pointerType }) => {
    // A finger that is lifted leaves: what it has touched is still to be read.
    if (pointerType !== "touch") show(undefined);
  });
  openAtSecondTap(svg, near, (mark) => {
    const before = shown;
    show(mark);
    return before === mark;
  });
  return true;
}

/** The first tap says what a mark is, the second opens it; a mouse has said it before it clicks. */
function openAtSecondTap(
  svg: SVGSVGElement,
  near: (event: MouseEvent) => SVGElement | undefined,
  wasShown: (mark: SVGElement | undefined) => boolean,
): void {
  let opens = true;
  svg.addEventListener("pointerdown", (event) => {
    const before = wasShown(near(event));
    opens = event.pointerType !== "touch" || before;
  });
  svg.addEventListener(
    "click",
    (event) => {
      if (!event.isTrusted) return;
      const mark = near(event);
      event.stopImmediatePropagation();
      if (opens) mark?.dispatchEvent(new MouseEvent("click"));
    },
    { capture: true },
  );
}

/** Marks with a title, which becomes their label: a browser would show it late, and to a mouse only. */
function titled(svg: SVGSVGElement): SVGElement[] {
  const marks: SVGElement[] = [];
  for (const mark of svg.querySelectorAll<SVGElement>("[data-mark] > *")) {
    const title = [...mark.children].find(({ tagName }) => tagName === "title");
    if (title === undefined) continue;
    mark.setAttribute("role", "img");
    mark.setAttribute("aria-label", title.textContent ?? "");
    title.remove();
    marks.push(mark);
  }
  return marks;
}

function nearest(marks: readonly SVGElement[], x: number, y: number): SVGElement | undefined {
  let best: { mark: SVGElement; distance: number } | undefined;
  for (const mark of marks) {
    const { left, right, top, bottom } = mark.getBoundingClientRect();
    const distance = Math.hypot(
      Math.max(left - x, 0, x - right),
      Math.max(top - y, 0, y - bottom),
      // Of marks that cover each other, the one whose middle is nearer.
      Math.hypot((left + right) / 2 - x, (top + bottom) / 2 - y) / 100,
    );
    if (distance <= reach && distance < (best?.distance ?? Infinity)) best = { mark, distance };
  }
  return best?.mark;
}

function putBeside(tip: HTMLElement, mark: Element, place: HTMLElement): void {
  const [at, frame] = [mark.getBoundingClientRect(), place.getBoundingClientRect()];
  const middle = (at.left + at.right) / 2 - frame.left;
  const left = Math.min(Math.max(0, middle - tip.offsetWidth / 2), frame.width - tip.offsetWidth);
  const above = at.top - frame.top - tip.offsetHeight - 8;
  tip.style.setProperty("left", `${Math.max(0, left)}px`);
  tip.style.setProperty("top", `${above >= 0 ? above : at.bottom - frame.top + 8}px`);
}

/** What a line of a chart is called. */
interface Row {
  readonly row: string;
}

/** A 95 % interval along each row's line. */
export function intervalRule<R extends Row>(
  rows: readonly R[],
  ends: { readonly x1: keyof R & string; readonly x2: keyof R & string },
  stroke: string,
): Plot.Markish {
  return Plot.ruleY(rows, { y: "row", ...ends, stroke, strokeWidth: 3, strokeOpacity: 0.5 });
}

/** The rows' names above their lines, as much as there is room for. */
export function rowNames(rows: readonly Row[], width: number): Plot.Markish {
  return Plot.text(rows, {
    y: "row",
    text: "row",
    frameAnchor: "left",
    textAnchor: "start",
    lineWidth: width / 14,
    textOverflow: "ellipsis",
    dy: -13,
    fontSize: 11.5,
  });
}

/**
 * The marks that were drawn last, one a row, open where their row's numbers come from.
 * @returns them
 */
export function openOnClick(
  chart: Element,
  kind: "dot" | "bar" | "cell",
  rows: readonly { readonly index: number }[],
  go: Context["go"],
): Element[] {
  const marks = [...chart.querySelectorAll(`g[aria-label="${kind}"] > *`)].slice(-rows.length);
  for (const [i, mark] of marks.entries()) {
    const row = rows[i];
    mark.addEventListener("click", () => row && go({ cell: row.index }));
  }
  return marks;
}
