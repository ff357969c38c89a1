import { relative, resolve, sep } from "node:path";
import { projectRoot, resultsRoot } from "@vmoe-bench/files";
import { dataOptions } from "../options/data-options.ts";
import { suiteOptions } from "../options/suite-options.ts";
import type { SuiteRequest } from "./request.ts";

/**
 * The command that makes a run again, with its seed.
 * @param start what comes before the suite's name
 * @param own words of options of that command alone
 */
export function commandOf(
  start: string,
  suite: string,
  own: readonly string[],
  { overrides, data, out }: SuiteRequest,
  seed: number,
): string {
  const words = [
    suite,
    ...own,
    ...suiteOptions.flatMap((option) => option.write(overrides)),
    ...dataOptions.flatMap((option) => option.write(data)),
    "--seed",
    String(seed),
    ...(out === resultsRoot ? [] : ["--out", out]),
  ];
  return [start, ...words.map(quoted)].join(" ");
}

const root = resolve(projectRoot);

/** As a shell reads it; said in the project's root, a path inside the project is as seen from there. */
export function quoted(word: string): string {
  const isShort = process.cwd() === root && word.startsWith(root + sep);
  return shellWord(isShort ? shortPath(word) : word);
}

/** A word without a slash would be read as a name. */
function shortPath(path: string): string {
  const short = relative(root, path);
  return short.includes(sep) ? short : `.${sep}${short}`;
}

/** As a shell reads it. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What a run's browser was started with, as its command says. */
export function browserArgsOf(command: string): string[] {
  const words = wordsOf(command);
  return words.filter((_, i) => words[i - 1] === "--browser-arg");
}

/** The words of a command that was put together with {@link quoted}. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|\\(.)/g,
      (_, inside: string | undefined, one: string | undefined) => inside ?? one ?? "",
    ),
  );
}
