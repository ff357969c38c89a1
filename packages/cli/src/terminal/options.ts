import { InvalidArgumentError, Option } from "commander";
import { browserSchema } from "@vmoe-bench/contracts";
import * as values from "@vmoe-bench/bench/options";

/** A parser as commander wants it, which then says whose value was wrong. */
export function asArgument<A extends readonly unknown[], T>(
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

/** Of what is served, unless told: so a bookmark or a firewall's rule stays good. */
export const defaultPort = 8_443;

export function port(text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("Give a whole number from 0 to 65535.");
}
