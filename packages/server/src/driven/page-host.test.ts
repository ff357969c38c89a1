import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BlockEnd } from "@vmoe-bench/contracts";
import { expect, onTestFinished, test } from "vitest";
import { blockNamed, never } from "../testing/page.ts";
import { startServer, temporaryFolder } from "../testing/server.ts";
import { createPageHost } from "./page-host.ts";

const startLimitMs = 500;

/** A host whose browser is that program. */
async function hostOf(path: string) {
  const server = { ...(await startServer()), mountSplit: () => "/data/fashion-mnist/test/" };
  const browser = { available: true, kind: "chrome", path } as const;
  const host = createPageHost({ server, browser, launch: { startLimitMs } });
  onTestFinished(() => host.close());
  return { run: () => host.run(blockNamed("a"), () => undefined, never) };
}

function reasonOf(end: BlockEnd): string {
  return end.type === "unsupported" ? end.reason : end.type;
}

async function script(...lines: readonly string[]): Promise<string> {
  const path = join(await temporaryFolder(), "browser.sh");
  await writeFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
  await chmod(path, 0o755);
  return path;
}

test.skipIf(process.platform === "win32").each([
  ["No usable sandbox! Update your kernel", /its sandbox can't be used here: No usable sandbox! /],
  ["error: cannot open display", /does not start: error: cannot open display$/],
])("a browser that ends at once is unsupported, with what it said: %s", async (said, reason) => {
  const { run } = await hostOf(await script(`echo '${said}' >&2`, "exit 1"));
  const end = await run();
  expect(reasonOf(end)).toMatch(reason);
  expect(await run()).toBe(end);
});

test.skipIf(process.platform === "win32")(
  "a folder in place of a browser is unsupported, too",
  async () => {
    const { run } = await hostOf(await temporaryFolder());
    expect(reasonOf(await run())).toMatch(/does not start: .*EACCES/);
  },
);

test.skipIf(process.platform === "win32")(
  "a browser that hangs is tried twice, and no third time",
  async () => {
    const { run } = await hostOf(await script("exec sleep 600"));
    expect(await run()).toMatchObject({ type: "failed", failure: { code: "no-browser" } });
    const second = await run();
    expect(reasonOf(second)).toMatch(/It was tried 2 times\.$/);
    expect(await run()).toBe(second);
  },
);
