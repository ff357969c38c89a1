import { Argument, type Command } from "commander";
import type { Unavailable } from "@vmoe-bench/contracts";
import {
  setUpBrowser,
  setUpTfjsNode,
  type FoundBrowser,
  type SetupOutcome,
  type SetupReporter,
} from "@vmoe-bench/setup";
import { withInterrupt } from "../interrupt.ts";
import { StatusLine } from "../progress/status-line.ts";

const parts = ["tfjs-node", "browser"] as const;
type Part = (typeof parts)[number];

type Asked = { readonly reporter: SetupReporter; readonly signal: AbortSignal };
const setUpPart: Readonly<
  Record<Part, (asked: Asked) => Promise<SetupOutcome | FoundBrowser | Unavailable>>
> = { "tfjs-node": setUpTfjsNode, browser: setUpBrowser };

export function addCommand(program: Command): void {
  program
    .command("setup")
    .description("get the native parts that npm leaves out; does nothing when they are here")
    .addArgument(new Argument("[part...]", "only these").choices(parts))
    .option(
      "--go-on",
      "exit code 0 where a part can't be had: a run leaves its backends out",
      false,
    )
    .addHelpText("after", "\nExit code 1 where a part that was asked for can't be had.")
    .action(async (asked: Part[], { goOn }: { goOn: boolean }) => {
      const wanted = asked.length === 0 ? parts : asked;
      const missing = await withInterrupt("Run it again: what was finished is kept.", (signal) =>
        setUp(wanted, signal),
      );
      if (missing > 0 && !goOn) process.exitCode = 1;
    });
}

/** @returns how many parts can't be had */
async function setUp(wanted: readonly Part[], signal: AbortSignal): Promise<number> {
  const status = new StatusLine();
  const reporter = reporterOn(status);
  let missing = 0;
  for (const part of wanted) {
    const outcome = await setUpPart[part]({ signal, reporter });
    status.clear();
    if (outcome.available) continue;
    missing += 1;
    status.line(`setup: ${part} can't be had here: ${outcome.reason}\n       ${outcome.remedy}`);
  }
  return missing;
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
