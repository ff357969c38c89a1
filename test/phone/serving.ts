import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  check,
  checkJson,
  deviceSchema,
  recordSchema,
  runManifestSchema,
  type BlockRecord,
  type Device,
  type RunManifest,
} from "@vmoe-bench/contracts";
import { expect, onTestFinished, vi } from "vitest";
import { z } from "zod";
import { start, type Ended } from "../cli.ts";

/** One device's run as it lies on disk now. */
export interface OnDisk {
  readonly device: Device;
  readonly manifest: RunManifest;
  /** In the order of the files' names, which is that of the blocks. */
  readonly records: readonly BlockRecord[];
  /** Each record's file, as it is. */
  readonly files: ReadonlyMap<string, string>;
}

/** `vmoe-bench join` on this machine alone, with a suite of at least twelve quick blocks. */
export interface Serving {
  readonly url: string;
  /** Folder of the device files. */
  readonly devices: string;
  readonly ended: Promise<Ended>;
  /** What it has said so far. */
  said(): string;
  interrupt(): void;
  onDisk(): Promise<OnDisk[]>;
  /** Once a device has so many records. */
  untilRecords(count: number): Promise<OnDisk>;
  /** Another program that goes on with the only device's run. */
  resume(...options: string[]): Promise<Serving>;
}

const sealedSchema = z.looseObject({ sha256: z.string() });

const suite = {
  schemaVersion: 1,
  name: "phone",
  description: "Nothing is computed, so that blocks end soon.",
  models: ["fashion-vit-6x64", "fashion-vmoe-6x64-e4"],
  backends: ["null"],
  strategies: ["gather"],
  batches: [1],
  dataset: { name: "fashion-mnist", split: "test", images: 100 },
  profile: "quick",
  footprintImages: 0,
  referenceImages: 0,
  coolDownSeconds: 0,
  ratioHalfWidth: 1,
};

export async function serve(...options: string[]): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), "vmoe-bench-phone-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [out, devices, suitePath] = ["results", "devices", "suite.json"].map((name) =>
    join(folder, name),
  );
  if (out === undefined || devices === undefined || suitePath === undefined) throw new Error();
  await writeFile(suitePath, JSON.stringify(suite));
  return serveInto({ out, devices }, ["--suite", suitePath, "--devices", devices, ...options]);
}

async function serveInto(
  where: { readonly out: string; readonly devices: string },
  options: readonly string[],
): Promise<Serving> {
  const { out, devices } = where;
  const network = ["--host", "127.0.0.1", "--port", "0"];
  const { child, ended } = start("join", "--out", out, ...network, ...options);
  onTestFinished(() => void child.kill("SIGKILL"));
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const url = await vi.waitFor(
    () => {
      const address = /open this address:\s+(\S+)/.exec(said)?.[1];
      if (address === undefined) throw new Error(`No address in: ${said}`);
      return address;
    },
    { timeout: 20_000, interval: 50 },
  );
  const onDisk = async (): Promise<OnDisk[]> => {
    const names = await readdir(out).catch(() => []);
    return Promise.all(names.map((device) => readDevice(join(out, device), devices)));
  };
  return {
    url,
    devices,
    ended,
    said: () => said,
    interrupt: () => child.kill("SIGINT"),
    onDisk,
    async resume(...more) {
      const [first] = await onDisk();
      return serveInto(where, ["--resume", first?.manifest.id ?? "", ...more]);
    },
    untilRecords: (count) =>
      vi.waitFor(
        async () => {
          const [first] = await onDisk();
          if (first === undefined) throw new Error("No device yet.");
          expect(first.records.length).toBeGreaterThanOrEqual(count);
          return first;
        },
        { timeout: 60_000, interval: 50 },
      ),
  };
}

async function readDevice(folder: string, devices: string): Promise<OnDisk> {
  const [run = ""] = (await readdir(folder)).filter((name) => !name.startsWith("."));
  const files = new Map<string, string>();
  for (const name of (await readdir(join(folder, run))).toSorted())
    if (!name.endsWith(".partial"))
      files.set(name, await readFile(join(folder, run, name), "utf8"));
  const manifest = checkJson(runManifestSchema, files.get("run.json") ?? "", "run.json");
  files.delete("run.json");
  files.delete("end.json");
  const devicePath = join(devices, `${manifest.device.id}.json`);
  return {
    device: checkJson(deviceSchema, await readFile(devicePath, "utf8"), devicePath),
    manifest,
    records: [...files].map(([name, text]) => recordOf(name, text)),
    files,
  };
}

/** Without its seal, which is no part of what it says. */
function recordOf(name: string, text: string): BlockRecord {
  const { sha256: _, ...record } = checkJson(sealedSchema, text, name);
  return check(recordSchema, record, name);
}
