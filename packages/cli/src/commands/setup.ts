import { Argument, type Command } from "commander";
import type { Unavailable } from "@vmoe-bench/contracts";
import {
  fontPackages,
  glyphSets,
  hasBank,
  makeBank,
  type GlyphSet,
} from "@vmoe-bench/dataset/glyphs";
import {
  setUpBrowser,
  setUpOnnxRuntime,
  setUpTfjsNode,
  withFonts,
  type FoundBrowser,
  type SetupOutcome,
  type SetupReporter,
} from "@vmoe-bench/setup";
import { withInterrupt } from "../terminal/interrupt.ts";
import { PartsStatus } from "../setup/parts-status.ts";
import { StatusLine } from "../terminal/status-line.ts";

type Part = "onnxruntime-node" | "tfjs-node" | "browser" | "fonts";

type Asked = { readonly reporter: SetupReporter; readonly signal: AbortSignal };
type Outcome = SetupOutcome | FoundBrowser | Unavailable | { readonly available: true };
const setUpPart: Readonly<Record<Part, (asked: Asked) => Promise<Outcome>>> = {
  "onnxruntime-node": setUpOnnxRuntime,
  "tfjs-node": setUpTfjsNode,
  browser: setUpBrowser,
  fonts: setUpGlyphs,
};

/** What a run may need; fonts are for training on hanzi alone. */
const usual: readonly Part[] = ["onnxruntime-node", "tfjs-node", "browser"];

const help = `
Parts: onnxruntime-node, tfjs-node, browser; and fonts, which hanzi's training images are drawn from (450 MB while it
draws them, 46 MB kept), only where it is named.

Exit code 1 where a part that was asked for can't be had.`;

export function defineCommand(command: Command): void {
  command
    .addArgument(new Argument("[part...]", "only these").choices(Object.keys(setUpPart)))
    .option(
      "--go-on",
      "exit code 0 where a part can't be had: a run leaves its backends out",
      false,
    )
    .addHelpText("after", help)
    .action(async (asked: Part[], { goOn }: { goOn: boolean }) => {
      const wanted = asked.length === 0 ? usual : asked;
      const missing = await withInterrupt("Run it again: what was finished is kept.", (signal) =>
        setUp(wanted, signal),
      );
      if (missing > 0 && !goOn) process.exitCode = 1;
    });
}

/**
 * All parts side by side.
 * @returns how many can't be had
 */
async function setUp(wanted: readonly Part[], signal: AbortSignal): Promise<number> {
  const status = new PartsStatus(new StatusLine());
  const outcomes = await Promise.all(
    wanted.map(async (part) => {
      try {
        const outcome = await setUpPart[part]({ signal, reporter: status.reporterOf(part) });
        if (!outcome.available)
          status.line(`${part} can't be had here: ${outcome.reason}\n       ${outcome.remedy}`);
        return outcome;
      } finally {
        status.ended(part);
      }
    }),
  );
  return outcomes.filter(({ available }) => !available).length;
}

async function setUpGlyphs({ reporter, signal }: Asked): Promise<{ readonly available: true }> {
  const missing: GlyphSet[] = [];
  for (const set of glyphSets) if (!(await hasBank(set))) missing.push(set);
  if (missing.length > 0)
    await withFonts(fontPackages, { reporter, signal }, async (folder) => {
      for (const set of missing) {
        reporter.step(`drawing the ${set.info.classes.length} characters of ${set.info.name}`);
        reporter.step(`wrote ${await makeBank(set, folder, signal)}`);
      }
    });
  return { available: true };
}
