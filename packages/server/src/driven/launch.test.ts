import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { findBrowser } from "@vmoe-bench/setup";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryFolder } from "../testing/server.ts";
import { launchBrowser } from "./launch.ts";

const browser = await findBrowser("chrome");

test.skipIf(process.platform !== "linux")(
  "a browser keeps no id of a user for reports of crashes",
  async (context) => {
    if (!browser.available) return context.skip(browser.reason);
    const home = join(await temporaryFolder(), "home");
    await mkdir(home);
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("HOME", home);
    for (const variable of ["XDG_CONFIG_HOME", "XDG_CACHE_HOME"]) vi.stubEnv(variable, undefined);
    const launched = await launchBrowser(browser);
    await launched.close();
    const left = await readdir(home, { recursive: true });
    expect(left.filter((path) => /crash|settings\.dat/i.test(path))).toEqual([]);
  },
  60_000,
);
