import { InvalidArgumentError, Option } from "commander";
import {
  precisionSchema,
  strategySchema,
  type Precision,
  type Strategy,
} from "@vmoe-bench/contracts";

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a whole number above 0.");
}

export function seed(text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw new InvalidArgumentError("Give a whole number from 0 to 2147483647.");
}

export function strategy(text: string): Strategy {
  const found = strategySchema.safeParse(text);
  if (found.success) return found.data;
  throw new InvalidArgumentError(`Known: ${strategySchema.options.join(", ")}.`);
}

export function precision(text: string): Precision {
  const found = precisionSchema.safeParse(text);
  if (found.success) return found.data;
  throw new InvalidArgumentError(`Known: ${precisionSchema.options.join(", ")}.`);
}

/** "none" for no limit. */
export function expertCap(text: string): number | null {
  return text === "none" ? null : positiveInteger(text);
}

/** For options that can be given more than once, or with several values. */
export function collect<T>(parse: (text: string) => T): (text: string, before?: T[]) => T[] {
  return (text, before = []) => [...before, parse(text)];
}

/** Which browser runs the backends that need one. */
export function browserOption(): Option {
  return new Option("--browser <name>", "the browser for backends that run in a page")
    .choices(["chrome", "firefox"])
    .default("chrome");
}
