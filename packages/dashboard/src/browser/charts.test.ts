import { expect, test } from "vitest";
import { buildDashboardData } from "../testing/dashboards.ts";
import { objection } from "../app/state.ts";
import type { DashboardCell } from "../data/schema.ts";
import { cellsOfDots, describeInBrowser, dotsOf, offLine, rowsOf } from "../testing/in-browser.ts";
import { longRun, smallRun } from "../testing/small-run.ts";
import { trained } from "../testing/models.ts";

const tested = (name: string, seed: number, right: number, baseline: string | null) => {
  const test = {
    sha256: "e".repeat(64),
    top1: right / 100,
    images: 10_000,
    routerAccuracy: null,
  };
  return { ...trained(name, seed, right, baseline), test };
};

describeInBrowser("charts draw their data", (at) => {
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
      cards: [],
      pictures: new Map(),
      training: [],
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
    expect(await tip()).toContain(`${textOf(first[0])}, `);
    await at.page.keyboard.press("ArrowRight");
    expect(await tip()).toContain(`${textOf(second[0])}, `);
    await at.page.keyboard.press("Enter");
    await at.page.waitForSelector("dialog[open]");
    expect(at.page.url()).toContain(`cell=${second[0] ?? ""}`);
    await at.open(at.folder, "", 390);
    const mark = await at.page.waitForSelector(".chart [data-cells]");
    await mark?.tap();
    expect(await tip()).toContain(`${textOf(0)}, `);
    expect(at.page.url()).not.toContain("cell=");
    await mark?.tap();
    await at.page.waitForSelector("dialog[open]");
  });

  test("measured against predicted: full dots by the clock, hollow ones by FLOPs", async () => {
    await at.open(at.folder, "#view=predicted");
    const rows = await rowsOf(at.page, "Speed-ups over the dense baseline");
    const sparse = at.real.data.cells.filter(
      ({ ratio, strategy }) => ratio !== null && strategy !== "dense",
    );
    expect(rows).toHaveLength(sparse.length);
    const [byExecuted, byClock] = [
      await dotsOf(at.page, ".figure:nth-of-type(2) .chart", 1),
      await dotsOf(at.page, ".figure:nth-of-type(2) .chart", 2),
    ];
    const numbers = (column: number) => rows.map((row) => Number.parseFloat(row[column] ?? ""));
    // One scale for both; the table is rounded to hundredths, which are up to 15 pixels wide.
    const pixels = [...byExecuted, ...byClock].map(([x]) => x);
    expect(offLine([...numbers(2), ...numbers(3)], pixels)).toBeLessThan(10);
    const exact = sparse.map(({ ratio }) => 1 / (ratio?.value ?? NaN)).toSorted((a, b) => a - b);
    expect(
      offLine(
        exact,
        byClock.map(([x]) => x).toSorted((a, b) => a - b),
      ),
    ).toBeLessThan(0.5);
  });

  test("devices: one pair of dots a device and model", async () => {
    const two = buildDashboardData({
      runs: [smallRun(), smallRun({ deviceId: "other", deviceName: "Other", sparseMs: 2 })],
      cards: [],
      pictures: new Map(),
      training: [],
    });
    await at.open(await at.written(two), "#view=devices");
    const [dense, own] = [await dotsOf(at.page, ".chart", 0), await dotsOf(at.page, ".chart", 1)];
    expect([dense.length, own.length]).toEqual([2, 2]);
    const latencies = [0, 3, 1, 4].map((i) => two.data.cells[i]?.latency?.medianMs ?? NaN);
    expect(
      offLine(
        latencies,
        [...dense, ...own].map(([x]) => x),
      ),
    ).toBeLessThan(0.5);
    expect((await rowsOf(at.page, "Devices and models")).map((row) => row[2])).toEqual([
      "1.52 ms",
      "2.03 ms",
    ]);
  });

  test("backends × strategies: a square each, with its ratio or why it has none", async () => {
    await at.open(at.folder, "#view=strategies");
    const sparse = at.real.data.cells.filter(({ strategy }) => strategy !== "dense");
    const squares = await at.page.$$(`.chart g[data-mark="cell"] rect`);
    expect(squares).toHaveLength(sparse.length);
    const texts = await at.textOf(`.chart g[data-mark="text"] text`);
    expect(texts.toSorted()).toEqual(
      sparse
        .map(({ ratio, state }) => (ratio === null ? state : `${ratio.value.toFixed(2)} ×`))
        .toSorted(),
    );
    expect(texts).toContain("unsupported");
  });

  test("cold and warm: a dot a regime that was measured, on one logarithmic scale", async () => {
    await at.open(at.folder, "#view=starts");
    const cells = at.real.data.cells.filter(({ coldMs }) => coldMs !== null);
    const [cold, warm] = [await dotsOf(at.page, ".chart", 0), await dotsOf(at.page, ".chart", 1)];
    const values = [
      ...cells.map(({ coldMs }) => coldMs ?? NaN),
      ...cells.map(({ latency }) => latency?.medianMs ?? NaN),
    ];
    expect(
      offLine(
        values.map(Math.log),
        [...cold, ...warm].map(([x]) => x),
      ),
    ).toBeLessThan(0.5);
  });

  test("sustained: a dot a minute, relative to the first", async () => {
    const sustained = buildDashboardData({
      runs: [longRun()],
      cards: [],
      pictures: new Map(),
      training: [],
    });
    await at.open(await at.written(sustained), "#view=sustained&all=1");
    const minutes = sustained.data.cells.flatMap(({ curve }) =>
      curve.map(
        ({ minute, medianMs }) => [minute, medianMs / (curve[0]?.medianMs ?? NaN)] as const,
      ),
    );
    expect(minutes.length).toBeGreaterThan(4);
    const dots = await dotsOf(at.page, ".chart", 0);
    expect(dots).toHaveLength(minutes.length);
    for (const axis of [0, 1] as const)
      expect(
        offLine(
          minutes.map((one) => one[axis]),
          dots.map((dot) => dot[axis]),
        ),
      ).toBeLessThan(0.5);
  });

  test("a view with nothing to show says so in a sentence", async () => {
    await at.open(at.folder, "#view=sustained");
    expect((await at.textOf(".empty"))[0]).toContain(
      "No run of this selection was a sustained one",
    );
  });

  test("samples load when they are looked at, and bars are parts of all of them", async () => {
    await at.open(at.folder, "#view=samples&of=2");
    await at.page.waitForSelector(`.chart g[data-mark="rect"]`);
    expect(at.asked.filter((url) => url.includes("details/"))).toHaveLength(2);
    const heights = await at.page.$$eval(`.chart g[data-mark="rect"]`, (groups) =>
      groups.map((group) =>
        [...group.querySelectorAll("rect")].map((rect) => rect.height.baseVal.value),
      ),
    );
    expect(heights.map((bars) => bars.length)).toEqual([60, 60]);
    const detail = at.real.details.find(({ cell }) => cell === 2);
    const all = detail?.samplesMs.flat().toSorted((a, b) => a - b) ?? [];
    const [table] = await rowsOf(at.page, "Quantiles of the drawn samples");
    expect(table?.[3]).toBe(`${(all[Math.round((all.length - 1) / 2)] ?? NaN).toPrecision(3)} ms`);
    const boxes = await at.page.$$(`.chart g[data-mark="bar"] rect`);
    expect(boxes).toHaveLength(detail?.samplesMs.length ?? NaN);
  });

  test("routing: pictures by expert, a square a class and expert, latency by expert", async () => {
    await at.open(at.folder, "#view=routing");
    const [routing] = at.real.data.routings;
    if (routing === undefined) throw new Error("The committed run has a router.");
    const sizes = await at.page.$$eval(".pictures img", (images) =>
      images.map((image) => [image.naturalWidth, image.naturalHeight]),
    );
    expect(sizes).toEqual(Array.from({ length: 24 * routing.experts.length }, () => [28, 28]));
    expect((await at.textOf(".expert h3"))[0]).toBe("Expert 1: T-shirt/top, Shirt");
    const squares = await at.page.$$(`.chart g[data-mark="cell"] rect`);
    expect(squares).toHaveLength(routing.classes.length * routing.experts.length);
    const rows = await rowsOf(at.page, "Images of each class by expert");
    const total = rows
      .flatMap((row) => row.slice(1))
      .reduce((sum, text) => sum + Number(text.replaceAll(",", "")), 0);
    expect(total).toBe(routing.images);
    const medians = routing.experts.map(({ latency }) => latency?.medianMs ?? NaN);
    expect(
      offLine(
        medians,
        (await dotsOf(at.page, ".chart", 0)).map(([x]) => x),
      ),
    ).toBeLessThan(0.5);
  });

  test("training: a line a seed, gains with intervals beside the paper's, and provenance", async () => {
    const training = [
      trained("vit", 0, 20, null),
      trained("vit", 1, 21, null),
      trained("vmoe", 0, 24, "vit"),
      trained("vmoe", 1, 22, "vit"),
    ];
    const built = buildDashboardData({
      runs: [smallRun()],
      cards: [],
      pictures: new Map(),
      training,
    });
    await at.open(await at.written(built), "#view=training");
    const lines = await at.page.$$eval(`.chart g[data-mark="line"]`, (groups) =>
      groups.map((group) => group.children.length),
    );
    expect(lines).toEqual([4, 4]);
    const [paper, own] = [await dotsOf(at.page, ".chart", 0), await dotsOf(at.page, ".chart", 1)];
    const [rule = []] = await at.page.$$eval(`.chart g[data-mark="rule"]`, (groups) =>
      groups
        .slice(-1)
        .map((group) =>
          [...group.querySelectorAll("line")].flatMap(({ x1, x2 }) => [
            x1.baseVal.value,
            x2.baseVal.value,
          ]),
        ),
    );
    // The paper's 4.66 for 6x64; here 4 points and 1: mean 2.5, 12.706 x 1.5 to each side.
    expect(
      offLine([4.66, 2.5, -16.559, 21.559], [...paper, ...own].map(([x]) => x).concat(rule)),
    ).toBeLessThan(0.5);
    const caption = built.data.training.groups[0]?.title ?? "";
    const [, row] = await rowsOf(at.page, caption);
    expect(row?.slice(0, 6)).toEqual([
      "vmoe",
      "23.00 ±12.71",
      "+2.50 [-16.56, 21.56]",
      "+4.66 (6x64, E=10, M=2)",
      "10",
      "2",
    ]);
    await at.page.click("tbody tr:nth-child(2) .number");
    await at.page.waitForSelector("dialog[open] .records li");
    expect(await at.textOf("dialog pre")).toEqual(["vmoe-bench train vmoe --seeds 0 1"]);
    expect(await at.textOf("dialog .records li")).toEqual([
      "results/training/vmoe-seed0.json",
      "results/training/vmoe-seed1.json",
    ]);
  });

  test("training: the finding by test images comes first, with its curves", async () => {
    const training = [
      ...[0, 1].flatMap((seed) => [tested("vit", seed, 20, null), tested("vmoe", seed, 24, "vit")]),
      trained("other", 0, 50, null),
    ];
    const built = buildDashboardData({
      runs: [smallRun()],
      cards: [],
      pictures: new Map(),
      training,
    });
    const folder = await at.written(built);
    await at.open(folder);
    const finding =
      "6x64 on cifar100: +4.00 points [+4.00, +4.00], a gain; 2 seeds, 10,000 test images.";
    expect((await at.textOf(".headline.training li"))[0]).toBe(finding);
    expect(await at.textOf(".headline.training .said")).toEqual([
      "A V-MoE gains 4.00 points over its dense baseline at 6x64 on cifar100.",
    ]);
    await at.open(folder, "#view=training");
    expect(await at.textOf(".figure h2")).toEqual([
      "Gain on the test images, beside the paper's",
      "Training curves",
      "Gain on held-out images, beside the paper's",
    ]);
    // Two models, two seeds each, and not the one that the finding is not of.
    const lines = await at.page.$$eval(`.chart g[data-mark="line"]`, (groups) =>
      groups.map((group) => group.children.length),
    );
    expect(lines).toEqual([4, 4]);
    // Models that were trained are of no device.
    expect(await at.page.$eval(".filters", (one) => one.hasAttribute("hidden"))).toBe(true);
  });

  test("promised and paid: a line from what FLOPs say to what the clock says", async () => {
    await at.open(at.folder, "#view=predicted");
    const sparse = at.real.data.cells.filter(
      ({ ratio, strategy }) => ratio !== null && strategy !== "dense",
    );
    const ends = await dotsOf(at.page, ".figure:nth-of-type(1) .chart", 0);
    expect(ends).toHaveLength(2 * sparse.length);
    const paid = ends.filter((_, i) => i % 2 === 1).map(([, y]) => y);
    const ratios = sparse.map(({ ratio }) => ratio?.value ?? NaN);
    expect(
      offLine(
        ratios.toSorted((a, b) => a - b),
        paid.toSorted((a, b) => b - a),
      ),
    ).toBeLessThan(0.5);
  });

  test("a cold start's bar is as long as its parts, one after the other", async () => {
    await at.open(at.folder, "#view=starts");
    const rows = await rowsOf(at.page, "Parts of a cold start");
    const cells = at.real.data.cells.filter(({ coldParts }) => coldParts !== null);
    expect(rows).toHaveLength(cells.length);
    const widths = await at.page.$$eval(`.chart g[data-mark="bar"] rect`, (bars) =>
      bars.map((bar) => (bar instanceof SVGRectElement ? bar.width.baseVal.value : NaN)),
    );
    const parts = cells.flatMap(({ coldParts }) =>
      [coldParts?.prepareMs, coldParts?.loadMs, coldParts?.firstMs].filter((ms) => ms),
    );
    expect(
      offLine(
        parts.map((ms) => ms ?? NaN),
        widths,
      ),
    ).toBeLessThan(1.1);
  });

  test("how sure it was after each round ends with what it is", async () => {
    await at.open(at.folder, "#view=samples&of=2");
    await at.page.waitForSelector(`.chart g[data-mark="area"]`);
    const rows = await rowsOf(at.page, "The interval after each round");
    const ratio = at.real.data.cells[2]?.ratio;
    expect(rows.map(([rounds]) => rounds)).toEqual(["2", "3", "4", "5"]);
    expect(rows.at(-1)?.[1]).toBe(
      `${ratio?.value.toFixed(3)} [${ratio?.low.toFixed(3)}, ${ratio?.high.toFixed(3)}]`,
    );
  });

  test("over time: an arm that two runs have is a line from the older to the newer", async () => {
    const built = buildDashboardData({
      runs: [
        smallRun({ sparseMs: 3, startedAt: "2026-01-01T00:00:00.000Z" }),
        smallRun({ sparseMs: 2, startedAt: "2026-01-02T00:00:00.000Z" }),
        smallRun({ deviceId: "other", deviceName: "Other" }),
      ],
      cards: [],
      pictures: new Map(),
      training: [],
    });
    await at.open(await at.written(built), "#view=history");
    const [older, newer, ...others] = await dotsOf(at.page, ".chart", 0);
    expect(others).toEqual([]);
    expect(older?.[0]).toBeLessThan(newer?.[0] ?? NaN);
    // 3 x dense is above 2 x dense.
    expect(older?.[1]).toBeLessThan(newer?.[1] ?? NaN);
    const rows = await rowsOf(at.page, "Every run of these arms");
    expect(rows.map((row) => row[1])).toEqual(["2026-01-01 00:00", "2026-01-02 00:00"]);
    await at.open(at.folder, "#view=history");
    expect((await at.textOf(".empty"))[0]).toContain("Nothing of this selection");
  });

  test("every number of these tables opens where it comes from", async () => {
    for (const view of ["predicted", "routing", "starts"]) {
      await at.open(at.folder, `#view=${view}`);
      const plain = await at.page.$$eval("td.numeric", (cells) =>
        cells.filter((cell) => /\d/.test(cell.textContent ?? "") && !cell.querySelector("button")),
      );
      expect({ view, plain: plain.length }).toEqual({ view, plain: 0 });
    }
  });
});
