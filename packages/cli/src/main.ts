#!/usr/bin/env node
import { turnReportsOff } from "@vmoe-bench/contracts/reports-home";
import { CommanderError } from "commander";
import { reportFailure } from "./terminal/failure.ts";
import { createProgram } from "./program.ts";

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
  const program = await createProgram(process.argv.slice(2));
  await program.parseAsync();
} catch (error) {
  // Commander has printed its message already; help and version end with 0.
  process.exitCode =
    error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportFailure(error);
}

/** As after SIGHUP: whoever looked at it has closed the window. */
function terminalIsGone({ code }: NodeJS.ErrnoException): boolean {
  return code === "EIO" || code === "ENXIO";
}
