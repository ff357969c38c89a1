import { readdir, readFile } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import {
  checkJson,
  deviceSchema,
  queueSchema,
  suiteSchema,
  systemErrorCode,
  unknownNameError,
  type Device,
  type PageProfile,
  type Queue,
  type Suite,
} from "@vmoe-bench/contracts";
import { z } from "zod";
import { readTextFile } from "./read-text-file.ts";
import { writeFileWhole } from "./write-file-whole.ts";

/** `packages/` of a checkout lies in its root, and `node_modules/@vmoe-bench` inside of the installed package. */
const aboveRooms = fileURLToPath(new URL("../../..", import.meta.url));
const isInstalled = basename(aboveRooms) === "node_modules";
/** The folder that holds `suites/`, `devices/`, `recipes/` and `queues/`; ends in a separator. */
export const projectRoot = isInstalled ? join(aboveRooms, "../") : aboveRooms;
/** Where what is made goes by default: a checkout, or the folder that an installed program is started in. */
export const workFolder = isInstalled ? process.cwd() : projectRoot;
export const resultsRoot = join(workFolder, "results");
/** The folder of the page's bundle. */
export const pageFolder = fileURLToPath(new URL("../../page/dist", import.meta.url));
export const devicesRoot = join(projectRoot, "devices");
/** Small records of trained models. */
export const trainingRecordsRoot = join(resultsRoot, "training");

/** A suite by its name in `suites/` or by a path that ends in .json. */
export async function readSuite(name: string): Promise<Suite> {
  const path = await named("suite", "suites", name);
  return checkJson(suiteSchema, await readTextFile(path), path);
}

/** A device by its name in `devices/` or by a path that ends in .json. */
export async function readDevice(name: string): Promise<Device> {
  const path = await named("device", "devices", name);
  return checkJson(deviceSchema, await readTextFile(path), path);
}

/**
 * Stores a page as a device: `<id>.json`. What a person wrote into the file stays; the profile is
 * that of today.
 * @param threads of a device that is new; undefined leaves those of a known one
 * @throws InvalidValueError where the file is there and is no device
 */
export async function storeDevice(
  folder: string,
  { id, name }: Pick<Device, "id" | "name">,
  browser: PageProfile,
  threads: number | undefined,
): Promise<Device> {
  const path = join(folder, `${id}.json`);
  const known = await knownDevice(path);
  const device: Device = {
    id,
    name: known?.name ?? name,
    notes: known?.notes ?? "",
    threads: threads ?? known?.threads ?? 1,
    browser,
  };
  await writeFileWhole(path, `${JSON.stringify(device, null, 2)}\n`);
  return device;
}

async function knownDevice(path: string): Promise<Device | undefined> {
  try {
    return checkJson(deviceSchema, await readFile(path, "utf8"), path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** A recipe's path, by its name in `recipes/` or below, or by a path that ends in .json. */
export function recipePath(name: string): Promise<string> {
  return named("recipe", "recipes", name);
}

/** A queue by its name in `queues/` or by a path that ends in .json. */
export async function readQueue(name: string): Promise<Queue> {
  const path = await named("queue", "queues", name);
  return checkJson(queueSchema, await readTextFile(path), path);
}

export async function projectVersion(): Promise<string> {
  const path = join(projectRoot, "package.json");
  return checkJson(z.object({ version: z.string() }), await readTextFile(path), path).version;
}

async function named(kind: string, folder: string, name: string): Promise<string> {
  if (name.endsWith(".json")) return name;
  const files = await readdir(join(projectRoot, folder), { recursive: true }).catch(() => []);
  const known = files
    .filter((file) => file.endsWith(".json"))
    .map((file) => file.slice(0, -5).replaceAll(sep, "/"));
  if (!known.includes(name)) throw unknownNameError(kind, name, known);
  return join(projectRoot, folder, `${name}.json`);
}
