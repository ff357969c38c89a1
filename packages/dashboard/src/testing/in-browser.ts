import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, vi } from "vitest";
import { build } from "vite";
import { committedDashboard, type Dashboard, writeDashboard } from "./dashboards.ts";
import { chromium, openBrowser } from "./browser.ts";

interface Opened {
  readonly browser: Browser;
  readonly site: string;
  readonly real: Dashboard;
}

/** A page in a browser, and what became of it. */
class InBrowser {
  /** What the page said on its console, errors included. */
  said: string[] = [];
  /** Addresses that it asked for. */
  asked: string[] = [];
  /** Where the dashboard of a committed run is written. */
  folder = "";
  #opened: Opened | undefined;
  #page: Page | undefined;

  get #all(): Opened {
    if (this.#opened === undefined) throw new Error("The browser is not open yet.");
    return this.#opened;
  }

  get real(): Dashboard {
    return this.#all.real;
  }

  get page(): Page {
    if (this.#page === undefined) throw new Error("Open a page first.");
    return this.#page;
  }

  async start(): Promise<void> {
    const [site, browser] = [await buildSite(), await openBrowser()];
    this.#opened = { site, browser, real: await committedDashboard() };
    this.folder = await this.written(this.real);
  }

  async stop(): Promise<void> {
    await this.#opened?.browser.close();
  }

  async closePage(): Promise<void> {
    await this.#page?.close();
    this.#page = undefined;
  }

  /** @returns the folder */
  async written(dashboard: Dashboard): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "vmoe-dashboard-"));
    await writeDashboard(folder, dashboard, { site: this.#all.site });
    return folder;
  }

  async open(folder: string, hash = "", width = 1_280): Promise<void> {
    await this.closePage();
    const page = await this.#all.browser.newPage();
    this.#page = page;
    this.said = [];
    this.asked = [];
    page.on("console", (message) => this.said.push(message.text()));
    page.on("pageerror", (error) => this.said.push(String(error)));
    page.on("request", (request) => this.asked.push(request.url()));
    await page.setViewport({ width, height: 900 });
    await page.goto(`${pathToFileURL(folder).href}/index.html${hash}`);
    await page.waitForSelector("h1");
  }

  /** Does something, and waits until the page has drawn what came of it. */
  async redrawn(act: () => Promise<unknown>): Promise<void> {
    const drawn = () => this.page.$eval("html", (html) => html.dataset["drawn"]);
    const before = await drawn();
    await act();
    await vi.waitFor(async () => {
      if ((await drawn()) === before) throw new Error("Nothing was drawn anew.");
    }, 10_000);
  }

  textOf(selector: string): Promise<string[]> {
    return this.page.$$eval(selector, (found) => found.map((one) => one.textContent ?? ""));
  }
}

/** Tests in a real browser; skipped, with the reason in their name, where there is none. */
export function describeInBrowser(name: string, tests: (at: InBrowser) => void): void {
  const reason = chromium === undefined ? " (skipped: there is no Chromium here)" : "";
  describe.skipIf(chromium === undefined)(`${name}${reason}`, () => {
    const at = new InBrowser();
    beforeAll(() => at.start(), 300_000);
    afterAll(() => at.stop());
    afterEach(() => at.closePage());
    tests(at);
  });
}

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds the page from its sources into a new folder, so that a test never sees a stale one. */
async function buildSite(): Promise<string> {
  const outDir = join(await mkdtemp(join(tmpdir(), "vmoe-site-")), "site");
  await build({
    root,
    configFile: join(root, "vite.config.ts"),
    logLevel: "error",
    resolve: { conditions: ["source"] },
    build: { outDir, emptyOutDir: true },
  });
  return outDir;
}

type Place = readonly [x: number, y: number];

/** Where the marks of a chart are, in pixels: circles by their centres, other symbols by their shifts. */
export function dotsOf(page: Page, chart: string, group = 0): Promise<Place[]> {
  return page.evaluate(
    (selector, at): [number, number][] => {
      const groups = [...document.querySelectorAll(`${selector} g[data-mark="dot"]`)];
      return [...(groups[at]?.children ?? [])].map((dot) => {
        if (dot instanceof SVGCircleElement) return [dot.cx.baseVal.value, dot.cy.baseVal.value];
        const shift = /translate\(([-\d.]+),([-\d.]+)\)/.exec(dot.getAttribute("transform") ?? "");
        return [Number(shift?.[1] ?? NaN), Number(shift?.[2] ?? NaN)];
      });
    },
    chart,
    group,
  );
}

/** The cells of each mark, the one that it lies at first. */
export function cellsOfDots(page: Page, chart: string): Promise<number[][]> {
  return page.$$eval(`${chart} [data-cells]`, (dots) =>
    dots.map((dot) => (dot.getAttribute("data-cells") ?? "").split(" ").map(Number)),
  );
}

/**
 * How far pixels are from being a straight line of the values, at most: a chart that draws its data on
 * a linear scale is off by rounding alone. For a logarithmic one pass logarithms.
 */
export function offLine(values: readonly number[], pixels: readonly number[]): number {
  const n = values.length;
  const mean = (of: readonly number[]) => of.reduce((a, b) => a + b, 0) / n;
  const [mv, mp] = [mean(values), mean(pixels)];
  const both = values.reduce((sum, v, i) => sum + (v - mv) * ((pixels[i] ?? NaN) - mp), 0);
  const own = values.reduce((sum, v) => sum + (v - mv) ** 2, 0);
  const slope = own === 0 ? 0 : both / own;
  return Math.max(...values.map((v, i) => Math.abs(mp + slope * (v - mv) - (pixels[i] ?? NaN))));
}

/** Lines of a table's body as their cells' texts. */
export function rowsOf(page: Page, caption: string): Promise<string[][]> {
  return page.evaluate((text) => {
    const table = [...document.querySelectorAll("table")].find(
      (one) => one.caption?.textContent === text,
    );
    return [...(table?.tBodies[0]?.rows ?? [])].map((row) =>
      [...row.cells].map((cell) => cell.textContent ?? ""),
    );
  }, caption);
}
