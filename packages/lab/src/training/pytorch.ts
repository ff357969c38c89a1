import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { messageOf, UnsupportedError } from "@vmoe-bench/contracts";
import { projectRoot } from "@vmoe-bench/files";

const run = promisify(execFile);

const folder = join(projectRoot, "benchmarks", "pytorch");
const environment = join(folder, ".venv");
const python = join(environment, "bin", "python");
export const pytorchScript = join(folder, "train_step.py");

const version = "2.13.0";

/**
 * Python with PyTorch in an environment of its own, which is made where it is missing. The wheel is
 * taken without its dependencies, since the default one asks for CUDA's packages.
 * @throws UnsupportedError where it can't be had
 */
export async function pytorchPython(say: (what: string) => void): Promise<string> {
  if (await works()) return python;
  say(`making ${environment} with PyTorch ${version}, once`);
  try {
    await run("python3", ["-m", "venv", environment]);
    const pip = (...args: string[]) =>
      run(python, ["-m", "pip", "install", "--quiet", ...args], { timeout: 20 * 60_000 });
    await pip("--no-deps", `torch==${version}`);
    await pip("-r", join(folder, "requirements.txt"));
  } catch (error) {
    const [reason] = messageOf(error).trim().split("\n").slice(-1);
    throw unavailable(reason ?? "");
  }
  if (await works()) return python;
  throw unavailable("the wheel does not import without its dependencies");
}

async function works(): Promise<boolean> {
  try {
    await access(python);
    await run(python, ["-c", "import torch"]);
    return true;
  } catch {
    return false;
  }
}

function unavailable(reason: string): UnsupportedError {
  return new UnsupportedError(
    `PyTorch ${version} can't be had here: ${reason}.`,
    "See benchmarks/pytorch/README.md for the wheel without CUDA.",
  );
}
