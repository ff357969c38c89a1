import { rm } from "node:fs/promises";
import type { Block, BlockEnd, HostEvent, BrowserKind } from "@vmoe-bench/contracts";
import { createPageHost, type LaunchOptions } from "@vmoe-bench/server/driven";
import { createPageServer, type PageServer } from "@vmoe-bench/server";
import { findBrowser } from "@vmoe-bench/setup";
import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { bundle, noBrowser, openBrowser } from "./testing/browser.ts";
import { openLossyProxy } from "./testing/lossy-proxy.ts";
import { endless, short, tinyBlock, tinySplit } from "./testing/tiny.ts";

// A machine that is busy with other things takes long to start a browser.
vi.setConfig({ testTimeout: 90_000 });

const firefox = await findBrowser("firefox");
const never = new AbortController().signal;

const codeOf = (end: BlockEnd) => (end.type === "failed" ? end.failure.code : end.type);

const processesSchema = z.object({
  processInfo: z.array(z.object({ type: z.string(), id: z.int().positive() })),
});

/** The browser's own process for the GPU: it starts another, and every device is lost. */
async function killGpu(page: Page): Promise<void> {
  const session = await page.browser().target().createCDPSession();
  const processes = processesSchema.parse(await session.send("SystemInfo.getProcessInfo"));
  const gpu = processes.processInfo.find(({ type }) => type === "GPU");
  if (gpu !== undefined) process.kill(gpu.id, "SIGKILL");
}

/** Its script runs on for ever, and it says nothing more. */
async function hang(page: Page): Promise<void> {
  await page.evaluate("for (;;);").catch(() => undefined);
}

async function crash(page: Page): Promise<void> {
  const session = await page.createCDPSession();
  // It never answers.
  await session.send("Page.crash").catch(() => undefined);
}

const textOf = (page: Page, selector: string) =>
  page.$eval(selector, (element) => element.textContent);

/** A page that a person opens, with a script that runs before its own. */
async function opened(url: string, before = "", launch: LaunchOptions = {}): Promise<Page> {
  const browser = await openBrowser(launch);
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.evaluateOnNewDocument(before);
  await page.goto(url);
  return page;
}

describe.skipIf(noBrowser !== undefined)("a page in Chromium", () => {
  let folder: string;
  let server: PageServer;

  beforeAll(async () => {
    folder = await bundle();
    server = await createPageServer({ page: folder });
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  interface RunOptions {
    readonly launch?: LaunchOptions;
    readonly browser?: BrowserKind;
    readonly timeLimitMs?: number;
    readonly signal?: AbortSignal;
    /** When the block measures. */
    readonly onSamples?: (page: Page) => void;
  }

  /** One block through the host, as a run does it. */
  async function run(block: Block, options: RunOptions = {}) {
    const { browser = "chrome", launch = {}, timeLimitMs, signal = never, onSamples } = options;
    const pages: Page[] = [];
    const events: HostEvent[] = [];
    const host = createPageHost({
      server,
      browser: await findBrowser(browser),
      launch,
      onPage: (page) => pages.push(page),
      ...(timeLimitMs === undefined ? {} : { timeLimitMs: () => timeLimitMs }),
    });
    onTestFinished(() => host.close());
    let told = false;
    const end: BlockEnd = await host.run(
      block,
      (event) => {
        events.push(event);
        const page = pages.at(-1);
        if (event.type !== "samples" || told || page === undefined) return;
        told = true;
        onSamples?.(page);
      },
      signal,
    );
    return { end, events };
  }

  /** What the probes read around a short block. */
  async function readings(backend: string) {
    const { end } = await run(await tinyBlock(backend, short));
    const measurement = end.type === "completed" ? end.measurement : undefined;
    return measurement?.kind === "latency" ? measurement.probes : null;
  }

  it("measures beside the backend, and streams what it measures", async () => {
    const { end, events } = await run(await tinyBlock("ort-web/wasm", short));
    const measurement = end.type === "completed" ? end.measurement : undefined;
    expect(measurement).toMatchObject({
      kind: "latency",
      placement: {
        runtime: "onnxruntime-web",
        version: "1.30.0",
        provider: "CPUExecutionProvider",
        threads: 1,
      },
    });
    const streamed = events.flatMap((event) => (event.type === "samples" ? event.samplesMs : []));
    const samples = measurement?.kind === "latency" ? measurement.samplesMs : [];
    expect(streamed.length).toBeGreaterThan(0);
    expect(streamed).toEqual(samples.slice(0, streamed.length));
    const [started] = events;
    expect(started).toMatchObject({
      type: "started",
      provenance: {
        clock: { name: "performance.now" },
        runtime: { adapter: "WebAssembly with SIMD", software: false },
        model: { sha256: "1".repeat(64) },
        dataset: { sha256: tinySplit.sha256 },
      },
    });
    const flags = started?.type === "started" ? started.provenance.runtime.flags : [];
    expect(flags).toContain("cross-origin isolated");
  });

  it("makes the threads that were asked for", async () => {
    const { end } = await run(await tinyBlock("ort-web/wasm", short, 2));
    expect(end).toMatchObject({ type: "completed", measurement: { placement: { threads: 2 } } });
  });

  it("runs LiteRT.js, whose scripts no worker that is a module can load, and on one thread only", async () => {
    const { end, events } = await run(await tinyBlock("litert-web/wasm", short));
    expect(end).toMatchObject({
      type: "completed",
      measurement: {
        placement: { runtime: "litert.js", version: "2.5.3", provider: "XNNPACK", threads: 1 },
      },
    });
    expect(events[0]).toMatchObject({
      provenance: {
        runtime: {
          versions: { "@litertjs/core": "2.5.3" },
          adapter: "WebAssembly with relaxed SIMD",
        },
      },
    });
    const two = await run(await tinyBlock("litert-web/wasm", short, 2));
    expect(two.end).toMatchObject({
      type: "unsupported",
      reason: "LiteRT.js is run on one thread here, and 2 were asked for.",
    });
  });

  it("measures the memory of the page", async () => {
    const { end } = await run(
      await tinyBlock("ort-web/wasm", {
        kind: "footprint",
        regime: "cold-session",
        imageIndexes: [0, 1],
      }),
    );
    const measurement = end.type === "completed" ? end.measurement : undefined;
    const { before, peak } =
      measurement?.kind === "footprint" ? measurement.residentBytes : { before: 0, peak: 0 };
    expect(before).toBeGreaterThan(0);
    // The runtime's WebAssembly alone is 14 MB.
    expect(peak - before).toBeGreaterThan(5e6);
  });

  it("loads again whatever gets lost on its way: its code, the runtime, the model and the images", async () => {
    const network = await openLossyProxy();
    onTestFinished(() => network.close());
    const extraArgs = [`--proxy-server=${network.proxy}`, "--proxy-bypass-list=<-loopback>"];
    await opened(server.joinUrl, "", { extraArgs });
    const connection = await server.nextPage(never);
    const block = await tinyBlock("ort-web/wasm", short);
    const files = server.mountModel(block.files);
    const images = server.mountSplit(block.images);
    network.loseFirsts();
    const end = await connection.run({ ...block, files, images }, () => undefined, never);
    expect(end).toMatchObject({ type: "completed", measurement: { kind: "latency" } });
    const lost = [...network.lost.keys()].join(" ");
    for (const name of ["block-worker-", "run-block-", ".wasm", "about.json", "manifest.json"])
      expect(lost).toContain(name);
    for (const name of ["model.onnx", "info.json", "images.bin", "labels.bin"])
      expect(lost).toContain(name);
    connection.done({ lines: ["Good."], ratios: [] });
  });

  it("voids a block when another page comes in front", async () => {
    const { end } = await run(await tinyBlock("ort-web/wasm", endless), {
      onSamples: (page) => void page.browser().newPage(),
    });
    expect(end).toMatchObject({
      type: "failed",
      failure: {
        code: "page-hidden",
        message: "The page was hidden while it measured, so the block does not count.",
      },
    });
  });

  it("probes processor and GPU around a block on a GPU, the processor alone on WebAssembly", async () => {
    const gpu = await readings("tfjs-web/webgpu");
    for (const reading of [gpu?.before, gpu?.after]) {
      expect(reading?.cpuMs).toBeGreaterThan(0);
      expect(reading?.gpuMs).toBeGreaterThan(0);
    }
    expect(await readings("ort-web/wasm")).toMatchObject({ before: { gpuMs: null } });
  });

  it("is unsupported without WebGPU, and says what to do", async () => {
    const { end } = await run(await tinyBlock("ort-web/webgpu", short), {
      launch: { webgpu: false },
    });
    expect(end).toEqual({
      type: "unsupported",
      reason: "ort-web/webgpu: This browser gives no WebGPU adapter.",
      remedy:
        "Use a browser with WebGPU switched on, on a machine with a GPU; or a WebAssembly backend.",
    });
  });

  it("fails when the GPU goes away", async () => {
    const { end } = await run(await tinyBlock("tfjs-web/webgpu", endless), {
      timeLimitMs: 60_000,
      onSamples: (page) => void killGpu(page),
    });
    expect(codeOf(end)).toBe("device-lost");
  });

  it("fails when its page crashes or is closed, or its browser ends", async () => {
    const crashed = await run(await tinyBlock("ort-web/wasm", endless), {
      onSamples: (page) => void crash(page),
    });
    expect(codeOf(crashed.end)).toBe("page-crash");
    const closed = await run(await tinyBlock("ort-web/wasm", endless), {
      onSamples: (page) => void page.close(),
    });
    // A page that goes is hidden first, and may still tell it.
    expect(["page-closed", "page-hidden"]).toContain(codeOf(closed.end));
    const killed = await run(await tinyBlock("ort-web/wasm", endless), {
      onSamples: (page) => void page.browser().process()?.kill("SIGKILL"),
    });
    expect(codeOf(killed.end)).toBe("browser-crash");
  });

  it("fails when its page hangs, and ends when it is told to", async () => {
    const silent = await run(await tinyBlock("ort-web/wasm", endless), {
      timeLimitMs: 5_000,
      onSamples: (page) => void hang(page),
    });
    expect(codeOf(silent.end)).toBe("time-limit");
    const stop = new AbortController();
    const stopped = await run(await tinyBlock("ort-web/wasm", endless), {
      signal: stop.signal,
      onSamples: () => stop.abort(),
    });
    expect(stopped.end).toEqual({ type: "aborted" });
  });

  it("is unsupported without a browser, and with one that does not start", async () => {
    const block = await tinyBlock("null", short);
    const missing = { available: false, reason: "No browser.", remedy: "Get one." } as const;
    const none = createPageHost({ server, browser: missing });
    expect(await none.run(block, () => undefined, never)).toEqual({
      type: "unsupported",
      reason: "No browser.",
      remedy: "Get one.",
    });
    const wrong = { available: true, kind: "chrome", path: process.execPath } as const;
    const broken = createPageHost({ server, browser: wrong });
    const end = await broken.run(block, () => undefined, never);
    expect(end).toMatchObject({ type: "unsupported" });
    expect(await broken.run(block, () => undefined, never)).toBe(end);
  });

  it.skipIf(!firefox.available)(
    "runs in Firefox, which does not say how much memory a page has",
    async () => {
      const measured = await run(await tinyBlock("ort-web/wasm", short), { browser: "firefox" });
      expect(codeOf(measured.end)).toBe("completed");
      const footprint = await tinyBlock("null", {
        kind: "footprint",
        regime: "cold-session",
        imageIndexes: [0],
      });
      const { end, events } = await run(footprint, { browser: "firefox" });
      expect(end).toMatchObject({
        type: "unsupported",
        reason: "This host does not say how much memory it holds.",
      });
      // It was loaded: only its memory is not known, so that the rest of the arm still runs.
      expect(events.map(({ type }) => type)).toContain("started");
    },
  );

  describe("what it shows", () => {
    it("is a refusal, where the server speaks another version", async () => {
      const page = await opened(
        server.joinUrl,
        `
        const send = WebSocket.prototype.send;
        WebSocket.prototype.send = function (text) {
          send.call(this, text.replace('"protocol":3', '"protocol":4'));
        };
      `,
      );
      await page.waitForSelector('.status[data-state="ended"]');
      expect(await textOf(page, ".status")).toBe(
        "The page speaks protocol 4, this server 3. Reload the page without its cache.",
      );
    });

    it("is its device, what it does and the result, told to screen readers", async () => {
      const page = await opened(server.joinUrl);
      const connection = await server.nextPage(never);
      await page.waitForFunction(
        "document.querySelector('.status').textContent.startsWith('Connected')",
      );
      expect(await textOf(page, ".facts")).toContain("cores");
      const block = await tinyBlock("null", short);
      const files = server.mountModel(block.files);
      const images = server.mountSplit(block.images);
      await connection.run({ ...block, files, images }, () => undefined, never);
      connection.tell(
        { elapsedMs: 60_000, leftMs: 20_000, pause: "Cooling down." },
        { what: "Latency", outcome: "throttled: thrown away", status: "discarded" },
      );
      await page.waitForSelector(".entries li[data-status=discarded]");
      expect(await textOf(page, "summary")).toBe("Blocks: 0, and 1 try thrown away");
      expect(await textOf(page, ".status")).toBe("Cooling down.");
      expect(await textOf(page, ".left")).toMatch(/^Whole run: about (15|20) s left$/);
      expect(await textOf(page, ".percent")).toMatch(/^7\d %$/);
      await page.reload();
      await page.waitForSelector(".entries li[data-status=discarded]");
      connection.done({
        lines: ["All is well.", "Trust: valid.", "  ort-web/wasm 0.80"],
        ratios: [
          { name: "ort-web/wasm split", ratio: 0.8, low: 0.5, high: 0.9, verdict: "faster" },
        ],
      });
      await page.waitForFunction("!document.querySelector('.result').hidden");
      expect(await textOf(page, ".verdict")).toBe("All is well.");
      expect(await textOf(page, ".lines")).toBe("Trust: valid.ort-web/wasm 0.80");
      expect(await textOf(page, ".ratio")).toBe("ort-web/wasm split0.80× [0.50, 0.90]");
      // The policy forbids styles from elsewhere, and the picture lives of them.
      const left = await page.$eval(".interval", (bar) => getComputedStyle(bar).left);
      expect(parseFloat(left)).toBeGreaterThan(10);
      expect(await page.$eval(".status", (status) => status.getAttribute("aria-live"))).toBe(
        "polite",
      );
    });
  });
});
