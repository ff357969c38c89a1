import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, describe, vi } from "vitest";
import type { Dashboard } from "./build.ts";
import { chromium, openBrowser } from "./browser.ts";
import { committedDashboard } from "./committed-run.ts";
import { buildSite } from "./site.ts";
import { writeDashboard } from "./written.ts";

interface Opened {
  readonly browser: Browser;
  readonly site: string;
  readonly real: Dashboard;
}

/** A page in a browser, and what became of it. */
export class InBrowser {
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
    beforeAll(() => at.start(), 120_000);
    afterAll(() => at.stop());
    afterEach(() => at.closePage());
    tests(at);
  });
}
