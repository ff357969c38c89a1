import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findBrowser, type FoundBrowser } from "@vmoe-bench/setup";
import { expect, onTestFinished, test } from "vitest";
import { lookAtBrowser } from "./look-at-browser.ts";

const browser = await findBrowser("chrome");

/** A browser that says so, and ends. */
async function ending(said: string): Promise<FoundBrowser> {
  const folder = await mkdtemp(join(tmpdir(), "look-at-browser-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "browser.sh");
  await writeFile(path, `#!/bin/sh\necho '${said}' >&2\nexit 1\n`);
  await chmod(path, 0o755);
  return { available: true, kind: "chrome", path };
}

test.skipIf(process.platform === "win32")(
  "a sandbox that can't be used has its remedy",
  async () => {
    const [finding, ...more] = await lookAtBrowser(await ending("No usable sandbox! Update"));
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ name: "Browser", status: "warning" });
    expect(finding?.detail).toContain("its sandbox can't be used here: No usable sandbox! Update");
    expect(finding?.remedy).toMatch(/sysctl kernel.*AppArmor.*--browser-arg=--no-sandbox/);
  },
);

test("a browser that starts has its sandbox and its GPU looked at", async (context) => {
  if (!browser.available) return context.skip(browser.reason);
  const [sandbox, gpu] = await lookAtBrowser(browser);
  const asRoot = process.getuid?.() === 0;
  expect(sandbox).toEqual({
    name: "Browser's sandbox",
    status: "ok",
    detail: asRoot ? "off, since Chromium refuses it for root" : "works",
  });
  expect(gpu?.name).toBe("Browser's GPU");
  // One that is emulated, or not there, is a warning with what to do.
  expect(gpu?.status === "ok" || gpu?.remedy).toBeTruthy();
}, 60_000);
