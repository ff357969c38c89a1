import type { Scenario } from "@vmoe-bench/contracts";
import { relative } from "node:path";
import { projectRoot, resultsRoot } from "@vmoe-bench/files";
import type { SuiteRequest } from "./run-setup.ts";

type Value = readonly (string | number)[] | string | number | undefined;

/**
 * The command that makes a run again, with its seed.
 * @param start what comes before the suite's name
 * @param own options of that command alone
 */
export function commandOf(
  start: string,
  suite: string,
  own: readonly (readonly [string, Value])[],
  request: SuiteRequest,
  seed: number,
): string {
  const options: readonly (readonly [string, Value])[] = [
    ...own,
    ["--backend", request.backends],
    ["--model", request.models],
    ["--strategy", request.strategies],
    ["--precision", request.precisions],
    ["--expert-cap", request.expertCaps?.map((cap) => cap ?? "none")],
    ["--batch", request.batches],
    ["--threads", request.threads],
    ["--scenario", request.scenarios?.map(scenarioOption)],
    ["--control", request.controls],
    ["--only", request.only],
    ["--first-ever", request.firstEver === true ? [] : undefined],
    ["--half-width", request.ratioHalfWidth && +(100 * request.ratioHalfWidth).toFixed(6)],
    ["--cool-down", request.coolDownSeconds],
    ["--software", request.software === true ? [] : undefined],
    ["--time", request.budgetSeconds && `${request.budgetSeconds}s`],
    ["--reference", request.referenceImages],
    ["--profile", request.profile],
    ["--images", request.images],
    ["--prove", request.proofImages],
    ["--data", request.data.dir],
    ["--skip-corrupt", request.data.skipCorrupt ? [] : undefined],
    ["--class-map", request.data.classMap],
    ["--labels", request.data.labels],
    ["--orientation", request.data.orientation === "stored" ? undefined : request.data.orientation],
    ["--label-shift", request.data.labelShift],
    ["--seed", seed],
    ["--out", request.out === resultsRoot ? undefined : request.out],
  ];
  const words = options.flatMap(([name, value]) =>
    value === undefined ? [] : [name, ...[value].flat().map((v) => quoted(String(v)))],
  );
  return [start, quoted(suite), ...words].join(" ");
}

/** "camera:30:2": as `--scenario` reads it. */
function scenarioOption(scenario: Scenario): string {
  if (scenario.kind !== "camera") return scenario.kind;
  return `camera:${scenario.framesPerSecond}:${scenario.queue}`;
}

/** As a shell reads it; a path inside the project as seen from its root. */
export function quoted(word: string): string {
  return shellWord(word.startsWith(projectRoot) ? relative(projectRoot, word) : word);
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
