import { type Command, InvalidArgumentError, Option } from "commander";
import { browserSchema, KnownError } from "@vmoe-bench/contracts";
import * as values from "@vmoe-bench/bench/options";
import type { RequestOption } from "@vmoe-bench/bench/options";

/** A parser as commander wants it, which then says whose value was wrong. */
function asArgument<A extends readonly unknown[], T>(
  parse: (...given: A) => T,
): (...given: A) => T {
  return (...given) => {
    try {
      return parse(...given);
    } catch (error) {
      if (error instanceof values.OptionValueError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
}

export const positiveInteger = asArgument((text: string) => values.positiveInteger(text));
export const seed = asArgument((text: string) => values.seed(text));
export const percent = asArgument((text: string) => values.percent(text));
export const strategy = asArgument((text: string) => values.strategy(text));
export const precision = asArgument((text: string) => values.precision(text));

/** For options that can be given more than once, or with several values. */
export function collect<T>(parse: (text: string) => T): (text: string, before?: T[]) => T[] {
  return (text, before = []) => [...before, parse(text)];
}

/** @param usual what is taken where it is not given, in the help */
export function browserOption(usual: string): Option {
  return new Option(
    "--browser <name>",
    `the browser for backends that run in a page (default: ${usual})`,
  ).choices(browserSchema.options);
}

/** Where a server listens unless told: so a bookmark or a firewall's rule stays good. */
export const defaultPort = 8_443;

export function port(text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("Give a whole number from 0 to 65535.");
}

/** A run that is resumed has its suite and its options already. */
function notAsPlannedError(what: string): KnownError {
  return new KnownError(
    "not-as-planned",
    `A run that is resumed goes on as it was planned, so "${what}" does not go with --resume.`,
    "Leave it out, or start a new run.",
  );
}

/**
 * Refuses what would change a run that goes on.
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

/**
 * Adds options of a table to a command.
 *
 * @param usual what is asked where none of them is given
 * @returns tells what is asked, once the command line was read
 */
export function addRequestOptions<Asked extends object>(
  command: Command,
  options: readonly RequestOption<Asked>[],
  usual: Asked,
): () => Asked {
  let asked = usual;
  for (const { flags, help, choices, usual: shown, bare, read } of options) {
    const option = new Option(flags, help);
    if (choices !== undefined) option.choices(choices);
    if (shown !== undefined) option.default(shown);
    if (bare !== undefined) option.preset(bare);
    option.argParser((word) => {
      asked = asArgument(read)(asked, word);
      return word;
    });
    command.addOption(option);
  }
  return () => asked;
}
