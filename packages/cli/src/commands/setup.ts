import { Argument, type Command } from "commander";
import {
  fontPackages,
  glyphSets,
  hasBank,
  makeBank,
  type GlyphSet,
} from "@vmoe-bench/dataset/glyphs";
import { parts, setUpPart, setUpParts, withFonts, type Part, type SetUp } from "@vmoe-bench/setup";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { withInterrupt } from "../terminal/interrupt.ts";

/** Fonts are for training on hanzi alone. */
const setUp: Readonly<Record<Part | "fonts", SetUp>> = { ...setUpPart, fonts: setUpGlyphs };

const help = `
Parts: onnxruntime-node, tfjs-node, browser; and fonts, which hanzi's training images are drawn from (450 MB while it
draws them, 46 MB kept), only where it is named. A run gets the parts that its backends need by itself.

Exit code 1 where a part that was asked for can't be had.`;

export function defineCommand(command: Command): void {
  command
    .addArgument(new Argument("[part...]", "only these").choices(Object.keys(setUp)))
    .option(
      "--go-on",
      "exit code 0 where a part can't be had: a run leaves its backends out",
      false,
    )
    .addHelpText("after", help)
    .action(async (asked: (Part | "fonts")[], { goOn }: { goOn: boolean }) => {
      const wanted = asked.length === 0 ? parts : asked;
      const missing = await withInterrupt("Run it again: what was finished is kept.", (signal) =>
        setUpParts(wanted, setUp, { reporter: terminalReporter(), signal }),
      );
      if (missing.length > 0 && !goOn) process.exitCode = 1;
    });
}

async function setUpGlyphs({
  reporter,
  signal,
}: Parameters<SetUp>[0]): Promise<{ readonly available: true }> {
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
