import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeMachine } from "../testing/fake-machine.ts";
import { temporaryFolder, writeFiles } from "../testing/workplace.ts";
import { findNodeHeaders } from "./compile.ts";

async function nodeWith(
  files: Readonly<Record<string, string>>,
  reachable: readonly string[] = [],
) {
  const folder = await temporaryFolder();
  await writeFiles(folder, { "bin/node": "", ...files });
  return { folder, machine: fakeMachine({ nodePath: join(folder, "bin/node"), reachable }) };
}

test("takes the headers that came with Node", async () => {
  const { folder, machine } = await nodeWith({
    "include/node/node_api.h": "",
    "include/node/common.gypi": "",
  });
  expect(await findNodeHeaders(machine)).toBe(folder);
});

test("prefers the folder that npm was told", async () => {
  const { machine } = await nodeWith({});
  const told = (await nodeWith({ "include/node/node_api.h": "", "include/node/common.gypi": "" }))
    .folder;
  expect(await findNodeHeaders({ ...machine, env: { npm_config_nodedir: told } })).toBe(told);
});

test("leaves them to node-gyp where it can download them", async () => {
  const { machine } = await nodeWith({ "include/node/node_api.h": "" }, ["nodejs.org"]);
  expect(await findNodeHeaders(machine)).toBeUndefined();
});

test("says what to do where there are none and no network", async () => {
  const { machine } = await nodeWith({});
  await expect(findNodeHeaders(machine)).rejects.toMatchObject({
    message: "nodejs.org, which has the headers that this Node came without, does not answer.",
    remedy:
      "Install Node from nodejs.org's own archive, which has its headers, or set npm_config_nodedir to a folder that has include/node, and run the command again.",
  });
});
