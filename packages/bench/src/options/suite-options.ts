import type { Suite } from "@vmoe-bench/contracts";
import { many, one, optionsOf, given, type RequestOption } from "./option.ts";
import {
  control,
  expertCap,
  percent,
  positiveInteger,
  precision,
  profileName,
  profileNames,
  scenario,
  scenarioWord,
  seconds,
  strategy,
  time,
  upTo,
  wholeNumber,
} from "./values.ts";

/** What is changed of a suite, by its own keys; what is left out or undefined stays as it is. */
export type Overrides = { readonly [K in keyof Suite]?: Suite[K] | undefined } & {
  /** Accuracy is measured on so many images of the suite's `dataset`, from the first. */
  readonly images?: number | undefined;
};

const option = optionsOf<Overrides>();

/**
 * Every option that changes a suite, in the order in which a command says them. A new one is an entry:
 * `run`, `join`, the help and the command that a record carries are made of this list.
 */
export const suiteOptions: readonly RequestOption<Overrides>[] = [
  option("backends", {
    flags: "--backend <id...>",
    help: "only these backends",
    ...many(String),
  }),
  option("models", {
    flags: "--model <id...>",
    help: "these models: ids, model folders, timm and Hugging Face checkpoints, or ONNX files",
    ...many(String),
  }),
  option("strategies", {
    flags: "--strategy <name...>",
    help: "these ways to execute experts",
    parse: (word, before = []) => {
      const name = strategy(word);
      // Dense models always run so.
      return name === "dense" ? before : [...before, name];
    },
    write: (names) => names,
  }),
  option("precisions", {
    flags: "--precision <name...>",
    help: "these number formats of the weights",
    ...many(precision),
  }),
  option("expertCaps", {
    flags: "--expert-cap <n...>",
    isHereOnly: true,
    help: "experts that split-lazy holds at most; none for no limit",
    ...many(expertCap, (cap) => (cap === null ? "none" : String(cap))),
  }),
  option("batches", {
    flags: "--batch <n...>",
    isHereOnly: true,
    help: "these batch sizes",
    ...many(upTo(4_096)),
  }),
  option("threads", {
    flags: "--threads <n...>",
    isHereOnly: true,
    help: "these numbers of threads",
    ...many(upTo(1_024)),
  }),
  option("scenarios", {
    flags: "--scenario <name...>",
    isHereOnly: true,
    help: "how queries arrive: single-stream, multi-stream, offline, camera:FPS[:QUEUE]",
    ...many(scenario, scenarioWord),
  }),
  option("controls", {
    flags: "--control <name...>",
    isHereOnly: true,
    help: "controls beside the arms: same-again, frozen-router",
    ...many(control),
  }),
  option("only", {
    flags: "--only <arm>",
    help: "only this arm, by its name in --dry-run or a row's command, and what it is compared with",
    parse: (arm) => [arm],
    write: (arms) => arms,
  }),
  option("firstEver", {
    flags: "--first-ever",
    isHereOnly: true,
    help: "measure starts with nothing prepared, too",
    ...given,
  }),
  option("ratioHalfWidth", {
    flags: "--half-width <percent>",
    help: "measure until each ratio's 95 % interval is within ± this of it (2), or the profile's time is over",
    ...one(percent, (part) => String(+(100 * part).toFixed(6))),
  }),
  option("coolDownSeconds", {
    flags: "--cool-down <seconds>",
    help: "pause before a block of a throttled machine runs again (10); 0 to keep what it measured",
    ...one(seconds),
  }),
  option("referenceImages", {
    flags: "--reference <n>",
    help: "compare the outputs of the first n images with the reference interpreter's (32); 0 for none",
    ...one(wholeNumber),
  }),
  option("software", {
    flags: "--software",
    help: "measure what emulates its hardware, too, which is slow",
    ...given,
  }),
  option("budgetSeconds", {
    flags: "--time <time>",
    help: "longest time of the whole run: 90s, 3m, 1h",
    ...one(time, (value) => `${value}s`),
  }),
  option("profile", {
    flags: "--profile <name>",
    help: "how much is measured",
    choices: profileNames,
    ...one(profileName),
  }),
  option("images", {
    flags: "--images <n>",
    help: "accuracy on the first n images",
    ...one(positiveInteger),
  }),
  option("proofImages", {
    flags: "--prove [n]",
    isHereOnly: true,
    help: "prove which experts ran, on n images",
    // Enough to meet several experts; each is a profile and a poisoned run.
    bare: "8",
    ...one(positiveInteger),
  }),
];
