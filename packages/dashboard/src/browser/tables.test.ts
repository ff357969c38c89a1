import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { views } from "../app/state.ts";
import { buildDashboardData } from "../testing/dashboards.ts";
import { describeInBrowser, rowsOf } from "../testing/in-browser.ts";
import { unfinishedRun } from "../testing/small-run.ts";

const caption = "Every cell of this view";

describeInBrowser("tables and what is saved", (at) => {
  const column = async (i: number) => (await rowsOf(at.page, caption)).map((row) => row[i] ?? "");
  const sortBy = (name: string) => at.page.click(`[data-column="${name}"]`);

  test("a head sorts its rows both ways, times by their length and not their unit", async () => {
    await at.open(at.folder);
    const cells = at.real.data.cells.filter(({ latency }) => latency !== null);
    const medians = cells.map(({ latency }) => latency?.medianMs ?? NaN);
    await sortBy("Median latency");
    const rising = await column(4);
    expect(rising).toHaveLength(cells.length);
    const [least, most] = [Math.min(...medians), Math.max(...medians)];
    expect(rising[0]).toContain(`${least.toPrecision(3)} ms`);
    expect(rising.at(-1)).toContain(`${most.toPrecision(3)} ms`);
    expect(
      await at.page.$$eval("[aria-sort]", (heads) => heads.map((one) => one.ariaSort)),
    ).toEqual(["ascending"]);
    expect(await at.page.evaluate(() => document.activeElement?.getAttribute("data-column"))).toBe(
      "Median latency",
    );
    await sortBy("Median latency");
    expect(await column(4)).toEqual(rising.toReversed());
    // Dense models have no ratio: they stand last, whichever way.
    await sortBy("× dense latency");
    const ratios = await column(5);
    expect(ratios.filter((text) => text === "–")).toEqual(ratios.slice(-2));
  });

  test("words find rows, and all rows come back", async () => {
    await at.open(at.folder);
    const all = (await column(1)).length;
    await at.page.type("#search-every-cell-of-this-view", "tfjs-node split");
    expect(await column(1)).toEqual(["split, tfjs-node/cpu", "split-lazy, tfjs-node/cpu"]);
    expect(await at.textOf(".rest")).toEqual([`2 of ${all} rows have these words. `]);
    for (const _ of "tfjs-node split") await at.page.keyboard.press("Backspace");
    expect(await column(1)).toHaveLength(all);
  });

  test("a ratio's bar lies where its number says, beside no difference", async () => {
    await at.open(at.folder);
    const bars = await at.page.$$eval('td[data-name="× dense latency"]', (tds) =>
      tds.flatMap((td) => {
        const [dot, zero] = [td.querySelector("circle"), td.querySelector(".zero")];
        const value = Number.parseFloat(td.textContent ?? "");
        return dot === null || zero === null
          ? []
          : [{ value, right: Number(dot.getAttribute("cx")) - Number(zero.getAttribute("x1")) }];
      }),
    );
    expect(bars.length).toBeGreaterThan(5);
    for (const { value, right } of bars) expect(Math.sign(right)).toBe(Math.sign(value - 1));
  });

  test.each([1_280, 390])(
    "at %d pixels nothing of the first table is behind an edge",
    async (width) => {
      await at.open(at.folder, "", width);
      const room = await at.page.$eval(".scroll", (one) => one.scrollWidth - one.clientWidth);
      expect(room).toBeLessThanOrEqual(0);
    },
  );

  async function saved(buttonText: string): Promise<{ name: string; content: Buffer }> {
    const downloadPath = await mkdtemp(join(tmpdir(), "vmoe-saved-"));
    const session = await at.page.createCDPSession();
    await session.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath });
    await at.page.evaluate((text) => {
      const buttons = [...document.querySelectorAll("button")];
      buttons.find(({ textContent }) => textContent === text)?.click();
    }, buttonText);
    const name = await vi.waitFor(async () => {
      const [first] = (await readdir(downloadPath)).filter((file) => !file.endsWith("crdownload"));
      if (first === undefined) throw new Error("Nothing was saved yet.");
      return first;
    }, 10_000);
    return { name, content: await readFile(join(downloadPath, name)) };
  }

  test("a chart is saved as SVG that needs no style sheet, and as PNG", async () => {
    await at.open(at.folder);
    const svg = await saved("Save SVG");
    expect(svg.name).toBe("vmoe-bench-accuracy-against-latency.svg");
    const text = svg.content.toString();
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(text).toContain(">Accuracy against latency</text>");
    expect(text).not.toMatch(/var\(|currentColor|<style/);
    const png = await saved("Save PNG");
    expect(png.name).toBe("vmoe-bench-accuracy-against-latency.png");
    expect(png.content.subarray(1, 4).toString()).toBe("PNG");
    // Twice as wide as the chart of 1,080 pixels and its margins.
    expect(png.content.readUInt32BE(16)).toBe(2 * (1_080 + 24));
  });

  test("a table is saved as CSV, intervals as numbers of their own", async () => {
    await at.open(at.folder);
    const { name, content } = await saved("Save CSV");
    expect(name).toBe("vmoe-bench-every-cell-of-this-view.csv");
    const [head, first, , third] = content.toString().split("\r\n");
    expect(head).toBe(
      'Model,Runs as,Top-1,"Over dense, points","Over dense, points, low 95","Over dense, points, high 95",Median latency,× dense latency,"× dense latency, low 95","× dense latency, high 95",Verdict',
    );
    expect(first).toMatch(/^fashion-vit-6x64,"dense, ort-node\/cpu",/);
    const { value, low, high } = at.real.data.cells[2]?.ratio ?? {};
    expect(third).toContain(`,${value},${low},${high},`);
  });

  test("a run that goes on says so on every page, and in all that is saved", async () => {
    const folder = await at.written(buildDashboardData({ runs: [unfinishedRun()] }));
    await at.open(folder);
    for (const view of Object.keys(views)) {
      await at.page.evaluate((to) => (location.hash = to), `#view=${view}`);
      await at.page.waitForNetworkIdle({ idleTime: 50 });
      const [note] = await at.textOf(".unfinished");
      expect({ view, note: note?.slice(0, 11) }).toEqual({ view, note: "UNFINISHED:" });
    }
    await at.open(folder);
    expect(await at.textOf(".badge")).toContain("UNFINISHED");
    expect((await at.textOf(".said"))[0]).toMatch(/^UNFINISHED: /);
    const csv = await saved("Save CSV");
    expect(csv.name).toMatch(/^UNFINISHED-/);
    const lines = csv.content.toString().trim().split("\r\n");
    expect(lines.every((line, i) => (i === 0 ? /,unfinished$/ : /UNFINISHED: /).test(line))).toBe(
      true,
    );
    const svg = await saved("Save SVG");
    expect(svg.content.toString()).toContain(">UNFINISHED: ");
  });
});
