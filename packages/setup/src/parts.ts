import type { Preparing, Unavailable } from "@vmoe-bench/contracts";
import { setUpBrowser } from "./browser/find-browser.ts";
import { setUpOnnxRuntime } from "./native/set-up-onnxruntime.ts";
import { setUpTfjsNode } from "./native/set-up-tfjs-node.ts";
import type { SetupReporter } from "./machine/machine.ts";

/** What backends need of a machine, beyond npm's packages. */
export const parts = ["onnxruntime-node", "tfjs-node", "browser"] as const;
export type Part = (typeof parts)[number];

export interface SetUpOptions {
  readonly reporter: SetupReporter;
  readonly signal: AbortSignal;
}

/** Gets a part where it is not here yet; at once where it is. */
export type SetUp = (options: SetUpOptions) => Promise<{ readonly available: true } | Unavailable>;

export const setUpPart: Readonly<Record<Part, SetUp>> = {
  "onnxruntime-node": setUpOnnxRuntime,
  "tfjs-node": setUpTfjsNode,
  browser: setUpBrowser,
};

/**
 * Gets parts side by side, and says of each that can't be had why not.
 * @param wanted by their names
 * @returns those that can't be had here
 */
export async function setUpParts<Name extends string>(
  wanted: Iterable<Name>,
  setUp: Readonly<Record<Name, SetUp>>,
  { reporter, signal }: Preparing,
): Promise<Name[]> {
  const outcomes = await Promise.all(
    [...new Set(wanted)].map(async (name) => {
      const what = `setup: ${name}`;
      const own: SetupReporter = {
        step(text) {
          reporter.progressEnded(what);
          reporter.note(`setup: ${text}`);
        },
        progress: (done, total) => reporter.progress({ what, done, total, unit: "bytes" }),
      };
      try {
        const outcome = await setUp[name]({ reporter: own, signal });
        if (outcome.available) return [];
        reporter.note(
          `setup: ${name} can't be had here: ${outcome.reason}\n       ${outcome.remedy}`,
        );
        return [name];
      } finally {
        reporter.progressEnded(what);
      }
    }),
  );
  return outcomes.flat();
}
