import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { wheelContents } from "../native/unpack.ts";
import { zipOf } from "./zip-of.ts";

/** A folder of its own for the running test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "setup-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

export interface Workplace {
  readonly packageDir: string;
  readonly cacheDir: string;
  /** A Node that came with its headers. */
  readonly nodePath: string;
}

/** tfjs-node as `npm ci` leaves it, an empty cache, and a Node. */
export async function workplace(): Promise<Workplace> {
  const root = await temporaryFolder();
  const tfjs = "node_modules/@tensorflow/tfjs-node";
  await writeFiles(root, {
    [`${tfjs}/package.json`]: JSON.stringify({
      version: "4.22.0",
      binary: { napi_versions: [3, 8] },
    }),
    [`${tfjs}/binding.gyp`]: "{}",
    [`${tfjs}/binding/tfjs_binding.cc`]: "",
    [`${tfjs}/scripts/install.js`]: "",
    "node_modules/@mapbox/node-pre-gyp/package.json": "{}",
    "node_modules/@mapbox/node-pre-gyp/bin/node-pre-gyp": "",
    "node/bin/node": "",
    "node/include/node/node_api.h": "",
    "node/include/node/common.gypi": "",
  });
  return {
    packageDir: join(root, tfjs),
    cacheDir: join(root, "cache"),
    nodePath: join(root, "node/bin/node"),
  };
}

/** A wheel with every file that is needed; the libraries are a few bytes. */
export function tinyWheel(): Buffer {
  const contents = wheelContents("linux", "x64");
  if (contents === undefined) throw new Error("There is a wheel for Linux on x64.");
  const names = [...contents.files.keys(), "tensorflow/__init__.py"];
  return zipOf(new Map(names.map((name) => [name, Buffer.from(`content of ${name}`)])));
}
