#!/usr/bin/env node
import { CommanderError } from "commander";
import { reportFailure } from "./failure.ts";
import { createProgram } from "./program.ts";

// A reader that has seen enough, such as head, closes the pipe: that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync();
} catch (error) {
  // Commander has printed its message already; help and version end with 0.
  process.exitCode =
    error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportFailure(error);
}
