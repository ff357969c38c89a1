#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { reportFailure } from "@vmoe-bench/cli/terminal";
import * as calibrate from "./calibrate-command.ts";
import * as checkOnnx from "./check-onnx.ts";
import * as figures from "./figures-commands.ts";

const program = new Command("lab")
  .description("Measures the harness itself. Let nothing else run on the machine meanwhile.")
  .helpOption("-h, --help", "show this help")
  .showSuggestionAfterError()
  .exitOverride();
for (const { addCommand } of [figures, calibrate, checkOnnx]) addCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  // Commander has printed its message already; help ends with 0.
  process.exitCode =
    error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : reportFailure(error);
}
