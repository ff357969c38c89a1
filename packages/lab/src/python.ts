import { execFile } from "node:child_process";
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { messageOf, UnsupportedError } from "@vmoe-bench/contracts";
import { projectRoot } from "@vmoe-bench/files";

const run = promisify(execFile);
const mostOutput = 64 * 2 ** 20;
const installMs = 300_000;

/**
 * A virtual environment of its own with what `requirements` lists, made on first need.
 * @returns runs Python in it and gives what it printed
 * @throws UnsupportedError where there is no Python, no venv, or no way to the packages
 */
export async function pythonWith(
  requirements: string,
  dir: string,
  signal: AbortSignal,
): Promise<(args: readonly string[]) => Promise<string>> {
  const python = join(dir, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const ready = join(dir, "ready");
  const isReady = await access(ready).then(
    () => true,
    () => false,
  );
  if (!isReady) {
    await rm(dir, { recursive: true, force: true });
    await mkdir(dir, { recursive: true });
    try {
      await run("python3", ["-m", "venv", dir], { signal });
      const install = ["-m", "pip", "install", "--disable-pip-version-check", "-q", "-r"];
      await run(python, [...install, requirements], { signal, timeout: installMs });
    } catch (error) {
      signal.throwIfAborted();
      throw new UnsupportedError(
        `Python's onnxruntime can't be installed here: ${firstLine(messageOf(error))}`,
        "Install python3 with venv and pip, and let pip reach its index.",
        { cause: error },
      );
    }
    await writeFile(ready, "");
  }
  return async (args) => (await run(python, [...args], { signal, maxBuffer: mostOutput })).stdout;
}

function firstLine(text: string): string {
  return text.split("\n")[0]?.slice(0, 200) ?? "";
}

const pytorchFolder = join(projectRoot, "benchmarks", "pytorch");
const environment = join(pytorchFolder, ".venv");
const pytorch = join(environment, "bin", "python");
export const pytorchScript = join(pytorchFolder, "train_step.py");

const pytorchVersion = "2.13.0";

/**
 * Python with PyTorch in an environment of its own, which is made where it is missing. The wheel is
 * taken without its dependencies, since the default one asks for CUDA's packages.
 * @throws UnsupportedError where it can't be had
 */
export async function pytorchPython(say: (what: string) => void): Promise<string> {
  if (await works()) return pytorch;
  say(`making ${environment} with PyTorch ${pytorchVersion}, once`);
  try {
    await run("python3", ["-m", "venv", environment]);
    const pip = (...args: string[]) =>
      run(pytorch, ["-m", "pip", "install", "--quiet", ...args], { timeout: 20 * 60_000 });
    await pip("--no-deps", `torch==${pytorchVersion}`);
    await pip("-r", join(pytorchFolder, "requirements.txt"));
  } catch (error) {
    const [reason] = messageOf(error).trim().split("\n").slice(-1);
    throw unavailable(reason ?? "");
  }
  if (await works()) return pytorch;
  throw unavailable("the wheel does not import without its dependencies");
}

async function works(): Promise<boolean> {
  try {
    await access(pytorch);
    await run(pytorch, ["-c", "import torch"]);
    return true;
  } catch {
    return false;
  }
}

function unavailable(reason: string): UnsupportedError {
  return new UnsupportedError(
    `PyTorch ${pytorchVersion} can't be had here: ${reason}.`,
    "See benchmarks/pytorch/README.md for the wheel without CUDA.",
  );
}
