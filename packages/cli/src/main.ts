import { Command, CommanderError } from "commander";
import { KnownError } from "@vmoe-bench/contracts/errors";
import { turnReportsOff } from "@vmoe-bench/contracts/reports-home";
import { reportFailure } from "./terminal/failure.ts";

interface CommandEntry {
  readonly name: string;
  /** Its options and arguments, as its own help writes them. */
  readonly usage: string;
  /** One line, here and in its own help. */
  readonly description: string;
  readonly load: () => Promise<CommandFile>;
}

interface CommandFile {
  /** Adds arguments, options and action. */
  defineCommand(command: Command): void;
}

/** In the order of the help, which is made of this alone: a command's file takes its libraries along. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: "run",
    usage: "[options] [suite]",
    description: "measure a suite on this device and compare",
    load: () => import("./commands/run.ts"),
  },
  {
    name: "compare",
    usage: "[options] [run...]",
    description: "the answer of runs, recomputed from their records; of the newest run by default",
    load: () => import("./commands/compare.ts"),
  },
  {
    name: "check",
    usage: "[options] [folder]",
    description: "whether runs and records are complete, valid, unaltered and comparable",
    load: () => import("./commands/check.ts"),
  },
  {
    name: "dashboard",
    usage: "[options] [run...]",
    description:
      "the dashboard of runs as a folder of plain files, live in a browser, or published",
    load: () => import("./commands/dashboard.ts"),
  },
  {
    name: "replay",
    usage: "[options] <run>",
    description: "run a run, or the arm of a record, again and say whether the intervals agree",
    load: () => import("./commands/replay.ts"),
  },
  {
    name: "join",
    usage: "[options]",
    description: "measure phones and other browsers that open a page of this machine",
    load: () => import("./commands/join.ts"),
  },
  {
    name: "train",
    usage: "[options] [recipe...]",
    description: "train on a folder of images, or recipes; for a V-MoE its dense baseline first",
    load: () => import("./commands/train.ts"),
  },
  {
    name: "upcycle",
    usage: "[options] <model>",
    description: "make a V-MoE from a dense model on your data, beside that model fine-tuned",
    load: () => import("./commands/upcycle.ts"),
  },
  {
    name: "superclasses",
    usage: "[options] <record>",
    description: "what a V-MoE's super-classes are, from its small record and its dense baseline's",
    load: () => import("./commands/superclasses.ts"),
  },
  {
    name: "cost",
    usage: "[options] <model...>",
    description: "FLOPs, parameters and bytes of a model, per image",
    load: () => import("./commands/cost.ts"),
  },
  {
    name: "export",
    usage: "[options] <model>",
    description:
      "write a model as an ONNX (opset 20) or LiteRT file, or as a folder of them for split",
    load: () => import("./commands/export.ts"),
  },
  {
    name: "import",
    usage: "[options] <path>",
    description:
      "make a model folder of a ViT or DeiT (timm, Hugging Face), MobileViT or MobileNetV3 (timm)",
    load: () => import("./commands/import.ts"),
  },
  {
    name: "doctor",
    usage: "[options]",
    description: "what is here, what is missing, how quiet the machine is, and what to do about it",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "models",
    usage: "[options]",
    description: "list the shipped models",
    load: () => import("./commands/models.ts"),
  },
  {
    name: "datasets",
    usage: "[options] [path]",
    description: "list the data sets, and which of their splits are here, or look at images",
    load: () => import("./commands/datasets.ts"),
  },
  {
    name: "setup",
    usage: "[options] [part...]",
    description: "get the native parts that npm leaves out; does nothing when they are here",
    load: () => import("./commands/setup.ts"),
  },
];

/** What answers to the name of an earlier version. What measures the harness is a program of its own. */
const moved: Readonly<Record<string, string>> = {
  report: "vmoe-bench dashboard --out FOLDER",
  publish: "vmoe-bench dashboard --publish --out FOLDER",
  serve: "vmoe-bench dashboard --serve, or vmoe-bench join to measure phones",
  "self-benchmark": "npm run lab -- self",
  "strategies-benchmark": "npm run lab -- strategies",
  "training-benchmark": "npm run lab -- training",
  "page-benchmark": "npm run lab -- page",
  "data-benchmark": "npm run lab -- data",
  "report-benchmark": "npm run lab -- report",
  calibrate: "npm run lab -- calibrate",
  "check-onnx": "npm run lab -- check-onnx",
};

/** A command that has another name now. */
function movedCommandError(old: string, now: string): KnownError {
  return new KnownError(
    "moved-command",
    `${old} is not a command of vmoe-bench any more.`,
    `Run ${now}.`,
  );
}

/** An option or an argument that is given as nothing. */
function noWordError(what: string): KnownError {
  return new KnownError(
    "no-word",
    `${what} is given an empty word.`,
    "Give it a value, or leave it out.",
  );
}

/** The whole of the program: runs what its command line asks for, and sets the exit code. */
export async function main(words: readonly string[] = process.argv.slice(2)): Promise<void> {
  turnReportsOff(process.env);

  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // A reader that has seen enough, such as head, closes the pipe: that is no failure. What is
      // measured goes on where only nobody reads how it goes.
      if (error.code === "EPIPE" && stream === process.stderr) return;
      if (error.code === "EPIPE") process.exit();
      // Such as a full disk that it is written to.
      if (!terminalIsGone(error)) process.exit(reportFailure(error));
      // Node would abort, as it can't set the terminal back.
      process.once("exit", () => process.kill(process.pid, "SIGKILL"));
    });

  try {
    const program = await createProgram(words);
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    // Commander has printed its message already; help and version end with 0.
    process.exitCode =
      error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportFailure(error);
  }
}

/** As after SIGHUP: whoever looked at it has closed the window. */
function terminalIsGone({ code }: NodeJS.ErrnoException): boolean {
  return code === "EIO" || code === "ENXIO";
}

/**
 * The program with every command's name, and the whole of the one that is named.
 *
 * @param words the command line without the program
 */
export async function createProgram(words: readonly string[]): Promise<Command> {
  const named = namedCommand(words);
  const now = named !== undefined && Object.hasOwn(moved, named) ? moved[named] : undefined;
  if (named !== undefined && now !== undefined) throw movedCommandError(named, now);
  const program = new Command("vmoe-bench")
    .description("Does a sparse Mobile V-MoE beat a dense ViT on this device?")
    .version(await versionFor(words), "-V, --version", "show the version")
    .helpOption("-h, --help", "show this help")
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${command.usage()}` })
    .addHelpText(
      "after",
      "\nExit codes: 0 done, 1 a check failed or a run ended early, 2 wrong usage or input.",
    )
    .showSuggestionAfterError()
    .hook("preAction", (_, command) => requireWords(command))
    .exitOverride();
  for (const { name, usage, description, load } of commandTable) {
    const command = program.command(name).description(description);
    if (name === named) (await load()).defineCommand(command);
    else command.usage(usage);
  }
  return program;
}

/** A word of nothing is mostly a variable of the shell that is not set. */
function requireWords(command: Command): void {
  for (const option of command.options) {
    const name = option.attributeName();
    const value: unknown = command.getOptionValue(name);
    const isGiven = command.getOptionValueSource(name) === "cli";
    if (isGiven && [value].flat().includes("")) throw noWordError(option.long ?? name);
  }
  const at = command.args.indexOf("");
  const argument =
    command.registeredArguments[Math.min(at, command.registeredArguments.length - 1)];
  if (at !== -1) throw noWordError(argument?.name() ?? "an argument");
}

/** "run" of `run default`, of `help run` and of `-- run`. */
function namedCommand(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith("-"));
  return first === "help" ? second : first;
}

/** Found only where it may be told: reading it takes every schema along. */
async function versionFor(words: readonly string[]): Promise<string> {
  if (!words.includes("-V") && !words.includes("--version")) return "";
  const { projectVersion } = await import("@vmoe-bench/files");
  return projectVersion();
}
