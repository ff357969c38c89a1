import { mkdir, readdir, rm, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { compiler, findTools, make, pip, python, pythonProgram } from "../machine/tools.ts";
import { compile, findNodeHeaders } from "./compile.ts";
import {
  diskFullError,
  noWheelForPlatformError,
  toolsMissingError,
  wheelDownloadError,
} from "./errors.ts";
import type { Making, Source } from "./source.ts";
import { tensorflowSeries, unpack, wheelContents } from "./unpack.ts";
import { describeEnd, succeeded } from "../machine/machine.ts";

/** The wheel (280 MB), its libraries (880 MB on arm64), and room for what pip keeps. */
const neededBytes = 1.6e9;
/** Twice what the libraries of 2.21 take. */
const maxUnpackedBytes = 2e9;

/** TensorFlow's C++ libraries from its Python wheel, and the addon compiled against them. */
export const wheel: Source = {
  via: "wheel",
  name: "the TensorFlow wheel",
  edition: `tf${tensorflowSeries}`,
  async make(making) {
    const { folder, machine, reporter, signal } = making;
    const contents = wheelContents(machine.platform, machine.arch);
    if (contents === undefined) throw noWheelForPlatformError(machine.platform, machine.arch);
    // Everything that can be known beforehand, before 270 MB are downloaded.
    reporter.step("looking for Python, pip, a C++ compiler and Node's headers");
    await requireTools(making);
    const headers = await findNodeHeaders(machine, signal);
    const free = await machine.freeBytes(folder);
    if (free < neededBytes) throw diskFullError(folder, neededBytes, free);

    reporter.step(`downloading ${contents.requirement} with pip (about 270 MB)`);
    const archive = await downloadWheel(contents.requirement, making);
    reporter.step("unpacking TensorFlow's libraries (850 MB)");
    await unpack(archive, join(folder, "deps"), {
      files: contents.files,
      maxBytes: maxUnpackedBytes,
      onProgress: (done, total) => reporter.progress?.(done, total),
      signal,
    });
    await rm(archive);
    for (const [link, library] of Object.entries(contents.links))
      await symlink(library, join(folder, "deps", "lib", link));
    reporter.step("compiling tfjs-node's addon (10 s on a laptop, minutes on a small board)");
    await compile(making, headers);
  },
};

async function requireTools({ machine, signal }: Making): Promise<void> {
  const tools = await findTools(machine, signal);
  const has = (tool: typeof python) => tools.get(tool)?.found === true;
  const missing = [python, pip, compiler, make].filter((tool) => !has(tool));
  // Without Python there is no pip either; say the first.
  const told = has(python) ? missing : missing.filter((tool) => tool !== pip);
  if (missing.length > 0) throw toolsMissingError(told);
}

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
async function downloadWheel(requirement: string, making: Making): Promise<string> {
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
