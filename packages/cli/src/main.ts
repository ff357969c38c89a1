#!/usr/bin/env node
import { turnReportsOff } from "@vmoe-bench/contracts";
import { CommanderError } from "commander";
import { reportFailure } from "./failure.ts";
import { createProgram } from "./program.ts";

turnReportsOff(process.env);

// A reader that has seen enough, such as head, closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  if (!terminalIsGone(error)) throw error;
});
// What was measured is still to be written where nobody reads how it goes any more.
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE" && !terminalIsGone(error)) throw error;
});

try {
  const program = await createProgram(process.argv[2]);
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
