import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { temporaryFolder } from "@vmoe-bench/files";
import { median } from "@vmoe-bench/measure";
import type { Browser, Page } from "puppeteer-core";
import { openBrowser, writeDashboard } from "@vmoe-bench/dashboard/testing";
import { manyCells } from "./many-cells.ts";

/** The dashboard's figures with 10,000 cells, in a headless browser, from files. */
const cells = 10_000;
const views = 5;

const temporary = temporaryFolder("dashboard");
const folder = temporary.path;
const data = manyCells(cells);
await writeDashboard(folder, { data, details: [] });
const browser = await openBrowser();
try {
  const bytes = await Promise.all(
    ["index.html", "app.css", "app.js", "data.js"].map(
      async (name) => gzipSync(await readFile(join(folder, name))).length,
    ),
  );
  const first = [];
  for (let i = 0; i < views; i++) first.push(await firstViewMs(browser));
  const changes = await filterChangesMs(browser);
  print([
    [`size of the first view, gzip, ${data.cells.length} cells`, sum(bytes) / 1e6, 1.5, "MB"],
    [`first view, median of ${views}`, median(first) ?? NaN, 2_000, "ms"],
    ...changes.map(([name, ms]) => [`filter change: ${name}`, ms, 100, "ms"] as const),
  ]);
} finally {
  await browser.close();
  temporary.remove();
}

async function openPage(on: Browser): Promise<Page> {
  const page = await on.newPage();
  await page.setViewport({ width: 1_280, height: 900 });
  await page.goto(`${pathToFileURL(folder).href}/index.html`);
  await page.waitForSelector("h1");
  return page;
}

/** From the start of the navigation until the view is painted. */
async function firstViewMs(on: Browser): Promise<number> {
  const page = await openPage(on);
  const ms = await page.evaluate(
    () =>
      new Promise<number>((done) =>
        requestAnimationFrame(() => setTimeout(() => done(performance.now()))),
      ),
  );
  await page.close();
  return ms;
}

/** From the change of a filter until the new view is painted; the median of five, all different. */
async function filterChangesMs(on: Browser): Promise<[string, number][]> {
  const page = await openPage(on);
  const changes: [string, number][] = [];
  for (const view of ["overview", "predicted", "devices", "strategies", "starts", "sustained"]) {
    const times: number[] = [];
    await change(page, `#view=${view}`);
    for (let i = 0; i < 5; i++) {
      times.push(await change(page, `#view=${view}&device=device-${i}`));
      times.push(
        await change(page, `#view=${view}&backend=tfjs-node%2Fcpu&batch=${[1, 8, 32][i % 3]}`),
      );
    }
    changes.push([view, median(times) ?? NaN], [`${view}, the slowest`, Math.max(...times)]);
  }
  await page.close();
  return changes;
}

function change(page: Page, hash: string): Promise<number> {
  return page.evaluate(
    (to) =>
      new Promise<number>((done) => {
        const start = performance.now();
        globalThis.addEventListener(
          "hashchange",
          () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start))),
          { once: true },
        );
        location.hash = to;
      }),
    hash,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function print(rows: readonly (readonly [string, number, number, string])[]): void {
  for (const [name, value, most, unit] of rows) {
    const met = value <= most ? "yes" : "NO";
    const measured = `${value.toFixed(unit === "MB" ? 2 : 0)} ${unit}`;
    console.log(`${name.padEnd(50)} ${measured.padStart(9)}   at most ${most} ${unit}   ${met}`);
  }
}
