import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { describeEnd, succeeded } from "../machine/machine.ts";
import { pythonProgram } from "../machine/tools.ts";
import { wheelDownloadError } from "./errors.ts";
import type { Making } from "./source.ts";

const limit = 60 * 60_000;
const pollMilliseconds = 500;
/**
 * The Python that the wheel is for. Only its C++ libraries are used, so this needn't be the Python
 * that is installed here, which may be too old or too new to have a wheel at all.
 */
const wheelPython = "3.12";

/**
 * Downloads one wheel with pip, which knows the user's package index and proxy and checks hashes.
 * @returns the wheel's path
 * @throws `wheel-download`
 */
export async function downloadWheel(requirement: string, making: Making): Promise<string> {
  const { folder, machine, reporter, signal } = making;
  const wheels = join(folder, "wheel");
  const temporary = join(folder, "tmp");
  await mkdir(wheels);
  await mkdir(temporary);
  let total: number | undefined;
  const poll = setInterval(() => {
    const expected = total;
    if (expected === undefined) return;
    void bytesBelow(folder).then((bytes) =>
      reporter.progress?.(Math.min(bytes, expected), expected),
    );
  }, pollMilliseconds);
  const target = ["--only-binary=:all:", "--python-version", wheelPython, "--dest", wheels];
  try {
    const end = await machine.run({
      program: pythonProgram,
      args: ["-m", "pip", "download", "--no-deps", "--progress-bar", "off", ...target, requirement],
      env: { TMPDIR: temporary, PYTHONUNBUFFERED: "1", PIP_DISABLE_PIP_VERSION_CHECK: "1" },
      limit,
      signal,
      onLine: (line) => {
        total = announcedBytes(line) ?? total;
      },
    });
    const name = (await readdir(wheels)).find((n) => n.endsWith(".whl"));
    if (succeeded(end) && name !== undefined) return join(wheels, name);
    throw wheelDownloadError(requirement, describeEnd(end));
  } finally {
    clearInterval(poll);
  }
}

/** The size in pip's line "Downloading NAME.whl (273.8 MB)", in bytes. */
export function announcedBytes(line: string): number | undefined {
  const [, amount, unit] = /Downloading .*\((\d+(?:\.\d+)?) (k|M|G)B\)/.exec(line) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * (unit === "k" ? 1e3 : unit === "M" ? 1e6 : 1e9);
}

/** Size of the regular files in and below a folder that others write to meanwhile. */
async function bytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
