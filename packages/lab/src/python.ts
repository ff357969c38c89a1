import { execFile } from "node:child_process";
import { access, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { messageOf, UnsupportedError } from "@vmoe-bench/contracts";

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
