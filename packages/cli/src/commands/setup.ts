import type { Command } from "commander";
import { setUpBrowser, setUpTfjsNode, type SetupReporter } from "@vmoe-bench/setup";
import { withInterrupt } from "../interrupt.ts";
import { StatusLine } from "../progress/status-line.ts";

export function addCommand(program: Command): void {
  program
    .command("setup")
    .description("get the native parts that npm leaves out; does nothing when they are here")
    .action(() => withInterrupt("Run it again: what was finished is kept.", setUp));
}

/** A backend that can't be had is told and is `unsupported` later; the rest runs. */
async function setUp(signal: AbortSignal): Promise<void> {
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
