import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { compiler, findTools, make, pip, python } from "../machine/tools.ts";
import { compile } from "./compile.ts";
import { diskFullError, noWheelForPlatformError, toolsMissingError } from "./errors.ts";
import { findNodeHeaders } from "./headers.ts";
import { downloadWheel } from "./pip-download.ts";
import type { Making, Source } from "./source.ts";
import { unpack } from "./unpack.ts";
import { tensorflowSeries, wheelContents } from "./wheel-contents.ts";

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
