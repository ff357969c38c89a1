import type { Unavailable } from "@vmoe-bench/contracts";
import { describeEnd, succeeded, type Machine } from "../machine/machine.ts";
import { thisMachine } from "../machine/this-machine.ts";
import type { SetupReporter } from "../reporter.ts";
import { findBrowser, namedBrowser, type FoundBrowser } from "./find-browser.ts";

export interface BrowserOptions {
  readonly reporter: SetupReporter;
  readonly signal?: AbortSignal;
  readonly machine?: Machine;
  /** Of the user: 0 is root, who may install packages. */
  readonly uid?: number | undefined;
  readonly find?: typeof findBrowser;
}

const updateLimit = 120_000;
const installLimit = 600_000;

/**
 * A Chromium to run pages in: one that is here, else Debian's package where this user may install it.
 * Where the user has named one that is not there, another would not be taken.
 */
export async function setUpBrowser(options: BrowserOptions): Promise<FoundBrowser | Unavailable> {
  const { reporter, signal, machine = thisMachine, find = findBrowser } = options;
  const uid = "uid" in options ? options.uid : process.getuid?.();
  const found = await find("chrome", machine);
  if (found.available || namedBrowser("chrome", machine) !== undefined) return found;
  if (uid !== 0 || machine.platform !== "linux") return found;
  const run = (args: readonly string[], limit: number) =>
    machine.run({
      program: "apt-get",
      args,
      env: { DEBIAN_FRONTEND: "noninteractive" },
      limit,
      signal,
    });
  if (!succeeded(await run(["--version"], updateLimit))) return found;
  reporter.step("installing Debian's chromium with apt-get, for the backends in a browser");
  await run(["update", "-qq"], updateLimit);
  const end = await run(
    ["install", "-y", "-qq", "--no-install-recommends", "chromium"],
    installLimit,
  );
  if (succeeded(end)) return find("chrome", machine);
  return { ...found, reason: `${found.reason} apt-get can't install one (${describeEnd(end)}).` };
}
