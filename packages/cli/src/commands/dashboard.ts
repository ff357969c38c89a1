import type { Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import { resultsRoot } from "@vmoe-bench/files";
import { publishDashboard, writeDashboard } from "../dashboard/write-dashboard.ts";
import { serveDashboard } from "../dashboard/serve-dashboard.ts";
import { withInterrupt } from "../terminal/interrupt.ts";
import { defaultPort, port } from "../terminal/options.ts";

interface Options {
  readonly out?: string;
  readonly serve: boolean;
  readonly publish: boolean;
  readonly results: string;
  readonly training?: string;
  readonly unchecked: boolean;
  readonly force: boolean;
  readonly host?: string;
  readonly port: number;
  readonly json: boolean;
}

/** Options of another use, or of none. */
function dashboardUseError(message: string, remedy: string): KnownError {
  return new KnownError("dashboard-use", message, remedy);
}

const help = `
Three uses:
  --out FOLDER             plain files: open FOLDER/index.html, or put the folder on any static host.
  --serve                  in a browser of this machine, and shows a run while it is made. It reads each
                           block when it is done, which takes a core for a moment: for numbers to
                           publish, look when the run has ended.
  --publish --out FOLDER   a whole site from the checked results of all devices: the dashboard, the
                           tables, the records themselves and what the check says of them. Runs that
                           are not finished are left out, and named. Put it on
                           any static host, or push it to the main branch of a GitHub repository of
                           its own, whose Pages settings have "GitHub Actions" as the source: the
                           workflow is in the folder.

Records of other people and devices are copied into the results folder, a folder a device, as they
are: \`vmoe-bench check\` says of each whether it may be compared.

Examples:
  vmoe-bench dashboard --out site                  all runs in results/
  vmoe-bench dashboard RUN --out site              one run
  vmoe-bench dashboard --serve                     live
  vmoe-bench dashboard --serve --port 0            on a free port
  vmoe-bench dashboard --serve --host 0.0.0.0      also for other machines that have the address
  vmoe-bench dashboard --publish --out site
  vmoe-bench dashboard --publish --out site --results collected`;

export function defineCommand(command: Command): void {
  command
    .argument("[run...]", "runs by id, or their folders; all runs where none is named")
    .option("--out <folder>", "where it is written; empty, or one that was written by this")
    .option("--serve", "serve it, live, in place of writing it", false)
    .option("--publish", "with --out: a folder for GitHub Pages or any static host", false)
    .option("--results <folder>", "where records are", resultsRoot)
    .option(
      "--training <folder>",
      "where training records are; training/ in the results unless given",
    )
    .option("--unchecked", "with --publish: also results that fail the check", false)
    .option("--force", "write into a folder that holds other files", false)
    .option("--host <address>", "with --serve: address to listen on (127.0.0.1)")
    .option("--port <n>", "with --serve: port to listen on; 0 takes a free one", port, defaultPort)
    .option("--json", "print what was written as JSON", false)
    .addHelpText("after", help)
    .action(async (runs: string[], options: Options, command: Command) => {
      const use = options.serve ? "serve" : options.publish ? "publish" : "write";
      requireOneUse(command, use);
      if (use === "serve")
        return withInterrupt("Start it again.", (signal) =>
          serveDashboard({ host: undefined, ...options }, signal),
        );
      const { out } = options;
      if (out === undefined)
        throw dashboardUseError(
          "It is not said where the dashboard goes.",
          "Name a folder with --out, or look at it with --serve.",
        );
      if (use === "publish") return publishDashboard({ ...options, out });
      return writeDashboard({ training: undefined, ...options, out, runs });
    });
}

type Use = "serve" | "publish" | "write";

/** What goes with each use beside the runs, which are for `write` alone. */
const optionsOf: Readonly<Record<Use, readonly string[]>> = {
  serve: ["serve", "results", "host", "port"],
  publish: ["publish", "out", "results", "unchecked", "force", "json"],
  write: ["out", "results", "training", "force", "json"],
};

function requireOneUse(command: Command, use: Use): void {
  const other = command.options.find(
    (option) =>
      command.getOptionValueSource(option.attributeName()) === "cli" &&
      !optionsOf[use].includes(option.attributeName()),
  );
  const run = use === "write" ? undefined : command.args[0];
  if (other === undefined && run === undefined) return;
  const what = other?.long ?? run ?? "";
  if (use !== "write")
    throw dashboardUseError(`${what} does not go with --${use}.`, "Leave one of both out.");
  const alone = optionsOf.serve.includes(other?.attributeName() ?? "") ? "--serve" : "--publish";
  throw dashboardUseError(`${what} is only for ${alone}.`, `Leave it out, or add ${alone}.`);
}
