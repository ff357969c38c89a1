import { statfs } from "node:fs/promises";
import type { Machine } from "./machine.ts";
import { reaches } from "./reaches.ts";
import { runCommand } from "./run-command.ts";

export const thisMachine: Machine = {
  platform: process.platform,
  arch: process.arch,
  nodePath: process.execPath,
  nodeApi: Number(process.versions["napi"]),
  env: process.env,
  run: runCommand,
  reaches: (url, signal) => reaches(url, process.env, signal),
  freeBytes: async (folder) => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  },
};
