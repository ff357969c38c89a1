import { KnownError } from "@vmoe-bench/contracts";
import { gigabytes } from "../machine/machine.ts";
import type { Tool } from "../machine/tools.ts";

const again = "and run the command again";

export function packageMissingError(folder: string | undefined): KnownError {
  return new KnownError(
    "package-missing",
    folder === undefined
      ? "The package @tensorflow/tfjs-node is not installed."
      : `There is no usable package @tensorflow/tfjs-node in ${folder}.`,
    `Run npm ci ${again}.`,
  );
}

export function noOnnxRuntimeError(what: string): KnownError {
  return new KnownError(
    "no-onnxruntime",
    `The package onnxruntime-node ${what}.`,
    "Run npm install again where vmoe-bench is installed, or use the tfjs-node backend.",
  );
}

export function onnxRuntimeDownloadError(wanted: string, how: string): KnownError {
  return new KnownError(
    "onnxruntime-download",
    `npm could not download ${wanted} (${how}).`,
    `Give this machine access to an npm registry ${again}.`,
  );
}

export function unwritableFolderError(folder: string, cause: string): KnownError {
  return new KnownError(
    "unwritable-folder",
    `${folder} can't be written: ${cause}.`,
    `Make it writable, or set VMOE_BENCH_CACHE to a folder with room for the cache, ${again}.`,
  );
}

export function diskFullError(folder: string, neededBytes: number, freeBytes: number): KnownError {
  return new KnownError(
    "disk-full",
    `Unpacking TensorFlow needs ${gigabytes(neededBytes)} in ${folder}, where ${gigabytes(freeBytes)} are free.`,
    `Free some space, or set VMOE_BENCH_CACHE to a folder on another disk, ${again}.`,
  );
}

export function unreachableHostError(url: string, purpose: string, remedy?: string): KnownError {
  const { host } = new URL(url);
  return new KnownError(
    "unreachable-host",
    `${host}, which has ${purpose}, does not answer.`,
    remedy ?? `Give this machine access to ${host} (or set HTTPS_PROXY) ${again}.`,
  );
}

export function ownDownloadFailedError(how: string): KnownError {
  return new KnownError(
    "own-download-failed",
    `The installer of tfjs-node made no binding (${how}).`,
    "Run npm rebuild @tensorflow/tfjs-node --ignore-scripts=false to see its messages.",
  );
}

export function noWheelForPlatformError(platform: string, arch: string): KnownError {
  return new KnownError(
    "no-wheel-for-platform",
    `There is no TensorFlow wheel for ${platform} on ${arch}.`,
    "Use the onnxruntime-node backend on this machine.",
  );
}

export function toolsMissingError(tools: readonly Tool[]): KnownError {
  return new KnownError(
    "tools-missing",
    `${listed(tools.map(({ name }) => name))} ${tools.length === 1 ? "is" : "are"} missing.`,
    `${[...new Set(tools.map(({ remedy }) => remedy))].join("; ")}; then run the command again.`,
  );
}

export function wheelDownloadError(requirement: string, how: string): KnownError {
  return new KnownError(
    "wheel-download",
    `pip could not download ${requirement} (${how}).`,
    `Give this machine access to a Python package index, update pip (python3 -m pip install --upgrade pip) ${again}.`,
  );
}

export class DamagedWheelError extends KnownError {
  constructor(problem: string) {
    super(
      "damaged-wheel",
      `The TensorFlow wheel can't be unpacked: ${problem}.`,
      `Clear pip's cache (python3 -m pip cache purge) ${again}.`,
    );
  }
}

export function compileFailedError(how: string): KnownError {
  return new KnownError(
    "compile-failed",
    `tfjs-node's addon did not compile (${how}).`,
    `Check that the C++ compiler works and knows C++17 and that npm's node-gyp is present, ${again}.`,
  );
}

export function unbuildablePathError(path: string, temporary: string): KnownError {
  return new KnownError(
    "unbuildable-path",
    `make can't build in ${path}, whose path has a space, a bracket or the like, nor in ${temporary}.`,
    `Set TMPDIR, or VMOE_BENCH_CACHE, to a folder whose path has none ${again}.`,
  );
}

export class DoesNotLoadError extends KnownError {
  constructor(how: string, illegalInstruction: boolean) {
    super(
      "does-not-load",
      illegalInstruction
        ? "TensorFlow needs processor instructions that this processor lacks."
        : `The binding of tfjs-node was made but does not load (${how}).`,
      "Use the onnxruntime-node backend on this machine.",
    );
  }
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat("en-GB").format(names);
}
