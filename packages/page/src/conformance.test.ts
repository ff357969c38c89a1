import { rm } from "node:fs/promises";
import { conformanceCases } from "@vmoe-bench/backend/conformance";
import { createPageServer, type PageServer } from "@vmoe-bench/server";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundle, noBrowser, openBrowser } from "./testing/browser.ts";
import { expectations, type WebBackendId } from "./testing/conformance/expectations.ts";

/** The whole suite takes minutes on an emulated GPU: VMOE_BENCH_CONFORMANCE=all runs it. */
const isWhole = process.env["VMOE_BENCH_CONFORMANCE"] === "all";
/** A graph that is wholly on the GPU, two that choose their expert on the CPU, and the refusals. */
const onGpu =
  /^agrees with the reference: per image, k=1, (gather|branch|split), batch 1$|^says that it is unsupported: per image, k=1, (moe-op|branch|gather), batch 1$|^refuses .*: dense$/;

function casesOf(id: WebBackendId): string[] {
  const names = conformanceCases(() => Promise.reject(new Error("It runs in the page.")), {
    ...expectations[id],
  }).map(({ name }) => name);
  return isWhole || id.endsWith("/wasm") ? names : names.filter((name) => onGpu.test(name));
}

describe.skipIf(noBrowser !== undefined)("the conformance suite in a page", () => {
  let folder: string;
  let server: PageServer;
  let browser: Browser;

  beforeAll(async () => {
    folder = await bundle("src/testing/conformance");
    server = await createPageServer({ page: folder });
    browser = await openBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ids: readonly WebBackendId[] = [
    "ort-web/wasm",
    "ort-web/webgpu",
    "tfjs-web/wasm",
    "tfjs-web/webgpu",
    "tfjs-web/webgl",
    "litert-web/wasm",
    "litert-web/webgpu",
  ];
  describe.each(ids)("%s", (id) => {
    let page: Page;
    beforeAll(async () => {
      page = await browser.newPage();
      await page.goto(server.joinUrl);
      await page.waitForFunction("typeof runCase === 'function'");
    });
    afterAll(() => page?.close());

    it.each(casesOf(id))("%s", { timeout: 120_000 }, async (name) => {
      const wrong = await page.evaluate(`runCase(${JSON.stringify(id)}, ${JSON.stringify(name)})`);
      expect(wrong).toBe("");
    });
  });
});
