import type { Command } from "commander";
import {
  fontPackages,
  glyphSets,
  hasBank,
  makeBank,
  type GlyphSet,
} from "@vmoe-bench/dataset/glyphs";
import { setUpBrowser, setUpTfjsNode, withFonts, type SetupReporter } from "@vmoe-bench/setup";
import { withInterrupt } from "../interrupt.ts";
import { StatusLine } from "../progress/status-line.ts";

const fontsHelp =
  "also get the fonts that hanzi's training images are drawn from: 450 MB while it draws them, 46 MB kept";

export function addCommand(program: Command): void {
  program
    .command("setup")
    .description("get the native parts that npm leaves out; does nothing when they are here")
    .option("--fonts", fontsHelp, false)
    .action(({ fonts }: { fonts: boolean }) =>
      withInterrupt("Run it again: what was finished is kept.", (signal) => setUp(fonts, signal)),
    );
}

/** A backend that can't be had is told and is `unsupported` later; the rest runs. */
async function setUp(fonts: boolean, signal: AbortSignal): Promise<void> {
  const status = new StatusLine();
  const reporter = reporterOn(status);
  const outcomes = [
    ["tfjs-node", await setUpTfjsNode({ signal, reporter })],
    ["a browser", await setUpBrowser({ signal, reporter })],
  ] as const;
  status.clear();
  for (const [name, outcome] of outcomes)
    if (!outcome.available)
      status.line(`setup: ${name} can't be had here: ${outcome.reason}\n       ${outcome.remedy}`);
  if (fonts) await setUpGlyphs(reporter, signal);
}

async function setUpGlyphs(reporter: SetupReporter, signal: AbortSignal): Promise<void> {
  const missing: GlyphSet[] = [];
  for (const set of glyphSets) if (!(await hasBank(set))) missing.push(set);
  if (missing.length === 0) return;
  await withFonts(fontPackages, { reporter, signal }, async (folder) => {
    for (const set of missing) {
      reporter.step(`drawing the ${set.info.classes.length} characters of ${set.info.name}`);
      reporter.step(`wrote ${await makeBank(set, folder, signal)}`);
    }
  });
}

function reporterOn(status: StatusLine): SetupReporter {
  let step = "";
  return {
    step(text) {
      step = text;
      status.line(`setup: ${text}`);
    },
    progress(done, total) {
      status.update(`setup: ${step} ${(done / 1e6).toFixed(0)} of ${(total / 1e6).toFixed(0)} MB`);
    },
  };
}
