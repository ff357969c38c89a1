import type { RequestOption } from "@vmoe-bench/bench/options";
import { Option, type Command } from "commander";
import { asArgument } from "./options.ts";

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
