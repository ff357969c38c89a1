import { Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import { projectVersion } from "@vmoe-bench/files";

interface CommandFile {
  addCommand(program: Command): void;
}

/** Where each command is, in the order of the help. */
export const commands: Readonly<Record<string, () => Promise<CommandFile>>> = {
  run: () => import("./commands/run.ts"),
  compare: () => import("./commands/compare.ts"),
  check: () => import("./commands/check.ts"),
  publish: () => import("./commands/publish.ts"),
  report: () => import("./commands/report.ts"),
  replay: () => import("./commands/replay.ts"),
  serve: () => import("./commands/serve.ts"),
  train: () => import("./commands/train.ts"),
  upcycle: () => import("./commands/upcycle.ts"),
  superclasses: () => import("./commands/superclasses.ts"),
  cost: () => import("./commands/cost.ts"),
  export: () => import("./commands/export.ts"),
  import: () => import("./commands/import.ts"),
  doctor: () => import("./commands/doctor.ts"),
  models: () => import("./commands/models.ts"),
  datasets: () => import("./commands/datasets.ts"),
  setup: () => import("./commands/setup.ts"),
};

/** What measures the harness itself is a program of its own; its old names here answer with the new. */
const inLab: Readonly<Record<string, string>> = {
  "self-benchmark": "self",
  "strategies-benchmark": "strategies",
  "training-benchmark": "training",
  "page-benchmark": "page",
  "data-benchmark": "data",
  "report-benchmark": "report",
  calibrate: "calibrate",
  "check-onnx": "check-onnx",
};

/** A command that has another name now. */
class MovedCommandError extends KnownError {
  override readonly code = "moved-command";

  constructor(old: string, now: string) {
    super(`${old} is not a command of vmoe-bench any more.`, `Run ${now}`);
  }
}

/**
 * The program with the command that is named, or with all of them where none is, as for the help.
 * All together load every library of the project.
 *
 * @param named the first word of the command line
 */
export async function createProgram(named: string | undefined): Promise<Command> {
  const program = new Command("vmoe-bench")
    .description("Does a sparse Mobile V-MoE beat a dense ViT on this device?")
    .version(await projectVersion(), "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 a check failed or a run ended early, 2 wrong usage or input.",
    )
    .showSuggestionAfterError()
    .exitOverride();
  if (named !== undefined && Object.hasOwn(inLab, named))
    throw new MovedCommandError(named, `npm run lab -- ${inLab[named]}`);
  const one = named !== undefined && Object.hasOwn(commands, named) ? commands[named] : undefined;
  const wanted = one === undefined ? new Set(Object.values(commands)) : [one];
  const files = await Promise.all([...wanted].map((load) => load()));
  for (const file of files) file.addCommand(program);
  return program;
}
