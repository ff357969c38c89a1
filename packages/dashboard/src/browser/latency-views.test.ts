import { expect, test } from "vitest";
import { buildDashboardData } from "../testing/dashboards.ts";
import { describeInBrowser, dotsOf, offLine, rowsOf } from "../testing/in-browser.ts";
import { longRun, smallRun } from "../testing/small-run.ts";

describeInBrowser("views of latency draw their data", (at) => {
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

  test("devices: one pair of dots a device and model", async () => {
    const two = buildDashboardData({
      runs: [smallRun(), smallRun({ deviceId: "other", deviceName: "Other", sparseMs: 2 })],
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

  test("sustained: a dot a minute, relative to the first", async () => {
    const sustained = buildDashboardData({
      runs: [longRun()],
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

  test("over time: an arm that two runs have is a line from the older to the newer", async () => {
    const built = buildDashboardData({
      runs: [
        smallRun({ sparseMs: 3, startedAt: "2026-01-01T00:00:00.000Z" }),
        smallRun({ sparseMs: 2, startedAt: "2026-01-02T00:00:00.000Z" }),
        smallRun({ deviceId: "other", deviceName: "Other" }),
      ],
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
