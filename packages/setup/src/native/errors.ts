import { KnownError } from "@vmoe-bench/contracts";
import { gigabytes } from "../gigabytes.ts";
import type { Tool } from "../machine/tools.ts";

const again = "and run the command again";

export class PackageMissingError extends KnownError {
  override readonly code = "package-missing";

  constructor(folder: string | undefined) {
    super(
      folder === undefined
        ? "The package @tensorflow/tfjs-node is not installed."
        : `There is no usable package @tensorflow/tfjs-node in ${folder}.`,
      `Run npm ci ${again}.`,
    );
  }
}

export class NoOnnxRuntimeError extends KnownError {
  override readonly code = "no-onnxruntime";

  constructor(what: string) {
    super(
      `The package onnxruntime-node ${what}.`,
      "Run npm install again where vmoe-bench is installed, or use the tfjs-node backend.",
    );
  }
}

export class OnnxRuntimeDownloadError extends KnownError {
  override readonly code = "onnxruntime-download";

  constructor(wanted: string, how: string) {
    super(
      `npm could not download ${wanted} (${how}).`,
      `Give this machine access to an npm registry ${again}.`,
    );
  }
}

export class UnwritableFolderError extends KnownError {
  override readonly code = "unwritable-folder";

  constructor(folder: string, cause: string) {
    super(
      `${folder} can't be written (${cause}).`,
      `Make it writable, or set VMOE_BENCH_CACHE to a folder with room for the cache, ${again}.`,
    );
  }
}

export class DiskFullError extends KnownError {
  override readonly code = "disk-full";

  constructor(folder: string, neededBytes: number, freeBytes: number) {
    super(
      `Unpacking TensorFlow needs ${gigabytes(neededBytes)} in ${folder}, where ${gigabytes(freeBytes)} are free.`,
      `Free some space, or set VMOE_BENCH_CACHE to a folder on another disk, ${again}.`,
    );
  }
}

export class UnreachableHostError extends KnownError {
  override readonly code = "unreachable-host";

  constructor(url: string, purpose: string, remedy?: string) {
    const { host } = new URL(url);
    super(
      `${host}, which has ${purpose}, does not answer.`,
      remedy ?? `Give this machine access to ${host} (or set HTTPS_PROXY) ${again}.`,
    );
  }
}

export class OwnDownloadFailedError extends KnownError {
  override readonly code = "own-download-failed";

  constructor(how: string) {
    super(
      `The installer of tfjs-node made no binding (${how}).`,
      "Run npm rebuild @tensorflow/tfjs-node --ignore-scripts=false to see its messages.",
    );
  }
}

export class NoWheelForPlatformError extends KnownError {
  override readonly code = "no-wheel-for-platform";

  constructor(platform: string, arch: string) {
    super(
      `There is no TensorFlow wheel for ${platform} on ${arch}.`,
      "Use the onnxruntime-node backend on this machine.",
    );
  }
}

export class ToolsMissingError extends KnownError {
  override readonly code = "tools-missing";

  constructor(tools: readonly Tool[]) {
    super(
      `${listed(tools.map(({ name }) => name))} ${tools.length === 1 ? "is" : "are"} missing.`,
      `${[...new Set(tools.map(({ remedy }) => remedy))].join("; ")}; then run the command again.`,
    );
  }
}

export class WheelDownloadError extends KnownError {
  override readonly code = "wheel-download";

  constructor(requirement: string, how: string) {
    super(
      `pip could not download ${requirement} (${how}).`,
      `Give this machine access to a Python package index, update pip (python3 -m pip install --upgrade pip) ${again}.`,
    );
  }
}

export class DamagedWheelError extends KnownError {
  override readonly code = "damaged-wheel";

  constructor(problem: string) {
    super(
      `The TensorFlow wheel can't be unpacked: ${problem}.`,
      `Clear pip's cache (python3 -m pip cache purge) ${again}.`,
    );
  }
}

export class CompileFailedError extends KnownError {
  override readonly code = "compile-failed";

  constructor(how: string) {
    super(
      `tfjs-node's addon did not compile (${how}).`,
      `Check that the C++ compiler works and knows C++17 and that npm's node-gyp is present, ${again}.`,
    );
  }
}

export class UnbuildablePathError extends KnownError {
  override readonly code = "unbuildable-path";

  constructor(path: string, temporary: string) {
    super(
      `make can't build in ${path}, whose path has a space, a bracket or the like, nor in ${temporary}.`,
      `Set TMPDIR, or VMOE_BENCH_CACHE, to a folder whose path has none ${again}.`,
    );
  }
}

export class DoesNotLoadError extends KnownError {
  override readonly code = "does-not-load";

  constructor(how: string, illegalInstruction: boolean) {
    super(
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
