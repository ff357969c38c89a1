import { expect, test } from "vitest";
import { objection } from "../app/state.ts";
import type { DashboardCell } from "../data/schema.ts";
import { buildDashboardData } from "../testing/dashboards.ts";
import { cellsOfDots, describeInBrowser, dotsOf, offLine } from "../testing/in-browser.ts";
import { smallRun } from "../testing/small-run.ts";

describeInBrowser("the overview's chart draws its data", (at) => {
  /** Every cell that has both numbers is in one mark, and each mark lies where its first cell's do. */
  async function marksOf(xOf: (cell: DashboardCell) => number | null) {
    const { cells } = at.real.data;
    const marks = await cellsOfDots(at.page, ".chart");
    const drawn = cells.flatMap((cell, index) =>
      xOf(cell) === null || !cell.top1 || objection(cell) !== null ? [] : [index],
    );
    expect(marks.flat().toSorted((a, b) => a - b)).toEqual(drawn);
    const shown = marks.flatMap(([first = -1]) => cells[first] ?? []);
    const xs = shown.map((cell) => xOf(cell) ?? NaN);
    const isLog = Math.max(...xs) / Math.min(...xs) > 4;
    const dots = await dotsOf(at.page, ".chart");
    expect(dots).toHaveLength(marks.length);
    const pixels = dots.map(([x]) => x);
    expect(offLine(isLog ? xs.map(Math.log) : xs, pixels)).toBeLessThan(0.5);
    return { marks, shown, dots };
  }

  test("the Pareto plot's dots and intervals stand where their numbers say", async () => {
    await at.open(at.folder);
    const { marks, shown, dots } = await marksOf(({ latency }) => latency?.medianMs ?? null);
    // Strategies that lie on each other are one mark.
    expect(marks.length).toBeGreaterThan(5);
    expect(marks.some(({ length }) => length > 1)).toBe(true);
    expect(
      offLine(
        shown.map(({ top1 }) => top1?.value ?? NaN),
        dots.map(([, y]) => y),
      ),
    ).toBeLessThan(0.5);
    const rules = await at.page.$$eval(`.chart g[data-mark="rule"]`, (groups) =>
      groups.map((group) =>
        [...group.querySelectorAll("line")].map((line) =>
          [line.x1, line.x2, line.y1, line.y2].map((end) => end.baseVal.value),
        ),
      ),
    );
    const [upright = [], level = []] = rules;
    const ends = level.flatMap(([x1 = NaN, x2 = NaN]) => [x1, x2]);
    const bounds = shown.flatMap(({ latency }) => [
      Math.log(latency?.lowMs ?? NaN),
      Math.log(latency?.highMs ?? NaN),
    ]);
    expect(offLine(bounds, ends)).toBeLessThan(0.5);
    const heights = upright.flatMap(([, , y1 = NaN, y2 = NaN]) => [y1, y2]);
    const parts = shown.flatMap(({ top1 }) => [top1?.low ?? NaN, top1?.high ?? NaN]);
    expect(offLine(parts, heights)).toBeLessThan(0.5);
  });

  test.each([
    ["active", "active"],
    ["executed", "executed"],
  ] as const)("x switches to %s FLOPs, and the link says so", async (axis, kind) => {
    await at.open(at.folder);
    await at.redrawn(() => at.page.click(`#filter-x-${axis}`));
    expect(at.page.url()).toContain(`x=${axis}`);
    await marksOf(({ flops }) => flops?.[kind] ?? null);
  });

  test.each(["bytes", "memory"] as const)("x switches to %s", async (axis) => {
    await at.open(at.folder, `#x=${axis}`);
    const { marks } = await marksOf(({ bytes, peakBytes }) =>
      axis === "bytes" ? bytes : peakBytes,
    );
    expect(marks.length).toBeGreaterThan(2);
  });

  test.each([1_280, 390])("no label covers another one or a mark, at %d pixels", async (width) => {
    await at.open(at.folder, "", width);
    const boxes = await at.page.$$eval(
      `.chart [data-mark="text"] text, .chart [data-cells]`,
      (found) =>
        found.map((one) => {
          const { left, right, top, bottom } = one.getBoundingClientRect();
          return { text: one.textContent ?? "", left, right, top, bottom };
        }),
    );
    const texts = boxes.filter(({ text }) => text !== "");
    expect(texts.length).toBeGreaterThan(3);
    const covered = texts.flatMap((one) =>
      boxes
        .filter((other) => other !== one)
        // Letters are not as high as their line.
        .filter((other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2)
        .filter((other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4)
        .map((other) => [one.text, other.text]),
    );
    expect(covered).toEqual([]);
    const ticks = await at.page.$$eval(`.chart [data-mark="x-axis tick label"] text`, (found) =>
      found.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })),
    );
    expect(ticks.length).toBeGreaterThan(2);
    for (const [i, tick] of ticks.entries())
      expect(tick.left).toBeGreaterThan((ticks[i - 1]?.right ?? -Infinity) + 4);
  });

  test("a panel a device, on the same axes", async () => {
    const two = buildDashboardData({
      runs: [smallRun(), smallRun({ deviceId: "other", deviceName: "Other", sparseMs: 30 })],
    });
    await at.open(await at.written(two));
    expect(await at.textOf(".chart [data-part] h3")).toEqual(["Bench", "Other"]);
    const labels = await at.page.$$eval(".chart [data-part] svg", (svgs) =>
      svgs.map((svg) => [
        svg.getAttribute("role"),
        svg.getAttribute("aria-label")?.slice(0, 32),
        [...svg.querySelectorAll(`[data-mark="x-axis tick label"] text`)].map(
          ({ textContent }) => textContent,
        ),
      ]),
    );
    expect(labels.map(([role, label]) => [role, label])).toEqual([
      ["group", "Accuracy against latency. Bench."],
      ["group", "Accuracy against latency. Other"],
    ]);
    expect(labels[0]?.[2]).toEqual(labels[1]?.[2]);
  });

  test("marks say what they are to a keyboard and a finger, and open where they come from", async () => {
    await at.open(at.folder);
    const tip = () =>
      at.page.$eval(".chart .tip", (one) =>
        one.hasAttribute("hidden") ? null : (one.textContent ?? ""),
      );
    const [first = [], second = []] = await cellsOfDots(at.page, ".chart");
    const textOf = (index = -1) => at.real.data.cells[index]?.strategy ?? "none";
    expect(await tip()).toBeNull();
    await at.page.evaluate(() =>
      document.querySelector<SVGElement>(".chart [data-cells]")?.focus(),
    );
    await expect.poll(tip).toContain(`${textOf(first[0])}, `);
    await at.page.keyboard.press("ArrowRight");
    await expect.poll(tip).toContain(`${textOf(second[0])}, `);
    await at.page.keyboard.press("Enter");
    await at.page.waitForSelector("dialog[open]");
    expect(at.page.url()).toContain(`cell=${second[0] ?? ""}`);
    await at.open(at.folder, "", 390);
    const mark = await at.page.waitForSelector(".chart [data-cells]");
    await mark?.tap();
    await expect.poll(tip).toContain(`${textOf(0)}, `);
    expect(at.page.url()).not.toContain("cell=");
    await mark?.tap();
    await at.page.waitForSelector("dialog[open]");
  });
});
