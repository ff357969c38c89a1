import { execFile } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { temporaryFolder } from "@vmoe-bench/files";
import { renderTable } from "@vmoe-bench/report";
import { listRuns } from "@vmoe-bench/runner";
import type { Figure, FigureSet } from "../figure.ts";
import {
  summaryCodeHash,
  readSummaries,
  startSummaryWorkers,
  openSummaryCache,
} from "@vmoe-bench/report/read";
import { generateResults, type TreeSize } from "@vmoe-bench/report/testing";

/** 10,000 records with 10 million samples. */
const large: TreeSize = { runs: 100, recordsPerRun: 100, samplesPerRecord: 1_000 };
/** Quick, to see that it works. */
const small: TreeSize = { runs: 4, recordsPerRun: 100, samplesPerRecord: 1_000 };

export const reportFigures: FigureSet = {
  scale: () => measureScale(large),
  "scale-small": () => measureScale(small),
};

/** Gathering a results folder for the first time, comparing all of it again, and its dashboard. */
async function measureScale(size: TreeSize): Promise<Figure[]> {
  const folder = temporaryFolder("report");
  const root = folder.path;
  try {
    const results = join(root, "results");
    await generateResults(results, size);
    // Only files that lie still are remembered.
    await setTimeout(2_500);
    const { files, bytes } = await sizeOf(results);
    const first = await timed(() => compareAll(results, join(root, "cache")));
    const again = await timed(() => compareAll(results, join(root, "cache")));
    const same = first.value === again.value;
    const report = await reportInProcess(results, join(root, "site"));
    const perSecond = files / first.seconds;
    const megabytes = bytes / 1e6 / first.seconds;
    return [
      {
        name: `gathering ${files} files, ${(bytes / 1e6).toFixed(0)} MB`,
        value: perSecond,
        text: `${perSecond.toFixed(0)} records/s, ${megabytes.toFixed(0)} MB/s (${told(first)})`,
        target: "2,000 records/s or 200 MB/s",
        met: perSecond >= 2_000 || megabytes >= 200,
      },
      {
        name: `compare of ${files} files after that`,
        value: again.seconds,
        text: told(again),
        target: "3 s",
        met: again.seconds < 3,
      },
      {
        name: "the same numbers as from the records",
        value: Number(same),
        text: same ? "every one" : "NO",
        target: "every one",
        met: same,
      },
      {
        name: `report of ${files} files, whole process`,
        value: report.seconds,
        text: `${report.seconds.toFixed(1)} s, ${(files / report.seconds).toFixed(0)} records/s`,
        target: "",
        met: null,
      },
      {
        name: "its memory at most, resident",
        value: report.peakMegabytes,
        text: `${report.peakMegabytes.toFixed(0)} MB`,
        target: "1000 MB",
        met: report.peakMegabytes < 1_000,
      },
      {
        name: "the dashboard's document, gzip",
        value: report.megabytes,
        text: `${report.megabytes.toFixed(2)} MB`,
        target: "1.5 MB",
        met: report.megabytes < 1.5,
      },
    ];
  } finally {
    folder.remove();
  }
}

/** All that `compare --all` does, but for starting the program. */
async function compareAll(results: string, folder: string): Promise<string> {
  const runs = await listRuns(results);
  const cache = openSummaryCache(folder, await summaryCodeHash(), fail);
  const dirs = runs.map(({ dir }) => dir);
  const summaries = await readSummaries(dirs, {
    cache,
    startWorkers: startSummaryWorkers,
    onProblem: fail,
  });
  return summaries.map((summary) => renderTable(summary)).join("\n");
}

interface MeasuredReport {
  readonly seconds: number;
  readonly peakMegabytes: number;
  /** The size of `data.js`. */
  readonly megabytes: number;
}

/** In a process of its own, whose memory is only its own. */
async function reportInProcess(results: string, out: string): Promise<MeasuredReport> {
  const program = new URL("../bin/vmoe-bench.js", import.meta.resolve("@vmoe-bench/cli/main"));
  const peak = join(out, "..", "peak-kilobytes");
  const onExit = `process.on("exit",()=>require("node:fs").writeFileSync(${JSON.stringify(peak)},String(process.resourceUsage().maxRSS)))`;
  const preload = join(out, "..", "peak.cjs");
  await writeFile(preload, onExit);
  const start = performance.now();
  await promisify(execFile)(process.execPath, [
    "--require",
    preload,
    fileURLToPath(program),
    "dashboard",
    "--out",
    out,
    "--results",
    results,
  ]);
  const seconds = (performance.now() - start) / 1e3;
  return {
    seconds,
    peakMegabytes: Number(await readFile(peak, "utf8")) / 1e3,
    megabytes: gzipSync(await readFile(join(out, "data.js"))).length / 1e6,
  };
}

function fail(reason: string): never {
  throw new Error(reason);
}

interface Timed<T> {
  readonly value: T;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
  const start = performance.now();
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (performance.now() - start) / 1e3, cpuSeconds: (user + system) / 1e6 };
}

function told({ seconds, cpuSeconds }: Timed<unknown>): string {
  return `${seconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s`;
}

async function sizeOf(root: string): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const records = entries.filter((entry) => entry.isFile() && entry.name !== "run.json");
  let bytes = 0;
  for (const { parentPath, name } of records) bytes += (await stat(join(parentPath, name))).size;
  return { files: records.length, bytes };
}
