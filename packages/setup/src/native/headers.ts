import { access, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Machine } from "../machine/machine.ts";
import { unreachableHostError } from "./errors.ts";

const defaultHost = "https://nodejs.org/dist/";

/**
 * Where Node's headers are: a folder with `include/node`, or undefined where node-gyp can download
 * them.
 * @throws `unreachable-host` where it can't either
 */
export async function findNodeHeaders(
  machine: Machine,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const local = await findLocalHeaders(machine);
  if (local !== undefined) return local;
  const host = machine.env["NODEJS_ORG_MIRROR"] ?? defaultHost;
  if (URL.canParse(host) && (await machine.reaches(host, signal))) return undefined;
  throw unreachableHostError(
    URL.canParse(host) ? host : defaultHost,
    "the headers that this Node came without",
    "Install Node from nodejs.org's own archive, which has its headers, or set npm_config_nodedir " +
      "to a folder that has include/node, and run the command again.",
  );
}

/** A folder with `include/node`: the one that npm was told, or what this Node came with. */
export async function findLocalHeaders(machine: Machine): Promise<string | undefined> {
  const prefix = dirname(dirname(await realpath(machine.nodePath)));
  const told = machine.env["npm_config_nodedir"];
  for (const folder of told === undefined ? [prefix] : [told, prefix]) {
    if (await hasHeaders(folder)) return folder;
  }
  return undefined;
}

async function hasHeaders(folder: string): Promise<boolean> {
  try {
    // node-gyp reads common.gypi too, which bare header packages lack.
    for (const name of ["node_api.h", "common.gypi"])
      await access(join(folder, "include", "node", name));
    return true;
  } catch {
    return false;
  }
}
