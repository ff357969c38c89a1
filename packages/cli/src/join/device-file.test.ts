import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkJson, deviceSchema } from "@vmoe-bench/contracts";
import { expect, it, onTestFinished } from "vitest";
import { pixelProfile } from "@vmoe-bench/bench/testing";
import { storeDevice } from "@vmoe-bench/files";

const profile = { ...pixelProfile, battery: { level: 0.5, charging: false } };
const pixel = { id: "pixel-8", name: "Pixel 8" };

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "vmoe-bench-devices-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  return dir;
}

async function read(dir: string) {
  const path = join(dir, "pixel-8.json");
  return checkJson(deviceSchema, await readFile(path, "utf8"), path);
}

it("stores a device that is new, with one thread", async () => {
  const dir = await folder();
  const device = await storeDevice(dir, pixel, profile, undefined);
  expect(device).toEqual({ ...pixel, notes: "", threads: 1, browser: profile });
  expect(await read(dir)).toEqual(device);
});

it("keeps what a person wrote of it, and renews its profile", async () => {
  const dir = await folder();
  const written = { id: "pixel-8", name: "My phone", notes: "in a fridge", threads: 4 };
  await writeFile(join(dir, "pixel-8.json"), JSON.stringify(written));
  expect(await storeDevice(dir, pixel, profile, undefined)).toEqual({
    ...written,
    browser: profile,
  });
  const other = { ...profile, battery: null };
  expect(await storeDevice(dir, pixel, other, 2)).toEqual({
    ...written,
    threads: 2,
    browser: other,
  });
  expect((await read(dir)).browser?.battery).toBeNull();
});

it("leaves alone a file that is no device", async () => {
  const dir = await folder();
  await writeFile(join(dir, "pixel-8.json"), "{}");
  await expect(storeDevice(dir, pixel, profile, undefined)).rejects.toThrow("pixel-8.json");
  expect(await readFile(join(dir, "pixel-8.json"), "utf8")).toBe("{}");
});
