import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  checkJson,
  deviceSchema,
  systemErrorCode,
  type Device,
  type PageProfile,
} from "@vmoe-bench/contracts";
import { writeFileWhole } from "@vmoe-bench/files";
import type { PageDevice } from "@vmoe-bench/server";

/**
 * Stores a page as a device: `<id>.json`. What a person wrote into the file stays; the profile is
 * that of today.
 * @param threads of a device that is new; undefined leaves those of a known one
 * @throws InvalidValueError where the file is there and is no device
 */
export async function storeDevice(
  folder: string,
  { id, name }: PageDevice,
  browser: PageProfile,
  threads: number | undefined,
): Promise<Device> {
  const path = join(folder, `${id}.json`);
  const known = await readKnown(path);
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

async function readKnown(path: string): Promise<Device | undefined> {
  try {
    return checkJson(deviceSchema, await readFile(path, "utf8"), path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
