import { KnownError } from "@vmoe-bench/contracts";
import type { Command } from "commander";

/** A run that is resumed has its suite and its options already. */
function notAsPlannedError(what: string): KnownError {
  return new KnownError(
    "not-as-planned",
    `A run that is resumed goes on as it was planned, so "${what}" does not go with --resume.`,
    "Leave it out, or start a new run.",
  );
}

/**
 * Of a command that goes on with a run.
 * @param beside names of the options that say where things are, or how the result is told
 * @throws `not-as-planned` for what asks for another run than was planned
 */
export function requireAsPlanned(command: Command, beside: readonly string[]): void {
  const given = command.options.filter(
    (option) => command.getOptionValueSource(option.attributeName()) === "cli",
  );
  const other = given.find((option) => !beside.includes(option.attributeName()));
  const what = command.args[0] ?? other?.long;
  if (what !== undefined) throw notAsPlannedError(what);
}
