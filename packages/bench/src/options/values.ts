import {
  controlSchema,
  precisionSchema,
  profiles,
  strategySchema,
  suiteScenarioSchema,
  type Control,
  type Precision,
  type Profile,
  type Scenario,
  type Strategy,
} from "@vmoe-bench/contracts";

/** A word that an option does not take. Its message says what it takes. */
export class OptionValueError extends Error {}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new OptionValueError("Give a whole number above 0.");
}

/** From 1. */
export function upTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value > 0 && value <= most) return value;
    throw new OptionValueError(`Give a whole number from 1 to ${most}.`);
  };
}

/** From 0. */
export function wholeNumber(text: string): number {
  return text === "0" ? 0 : positiveInteger(text);
}

export function smallInteger(text: string): number {
  const value = Number(text);
  if (/^[+-]?\d{1,4}$/.test(text)) return value;
  throw new OptionValueError("Give a whole number, as -1.");
}

export function seed(text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw new OptionValueError("Give a whole number from 0 to 2147483647.");
}

export function seconds(text: string): number {
  const value = Number(text);
  if (text !== "" && value >= 0 && value <= 3_600) return value;
  throw new OptionValueError("Give seconds, from 0 to 3600.");
}

/** "90s", "3m", "1h30m", in s. */
export function time(text: string): number {
  const parts = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text);
  const [hours = 0, minutes = 0, rest = 0] = (parts?.slice(1) ?? []).map((part) =>
    Number(part ?? 0),
  );
  const value = 3_600 * hours + 60 * minutes + rest;
  if (value >= 1 && value <= 604_800) return value;
  throw new OptionValueError("Give a time from 1s to 168h, as 90s, 3m or 1h30m.");
}

/** Per cent, as a part. */
export function percent(text: string): number {
  const value = Number(text.replace(/%$/, ""));
  if (text !== "" && value >= 0.1 && value <= 100) return value / 100;
  throw new OptionValueError("Give per cent, from 0.1 to 100.");
}

export function strategy(text: string): Strategy {
  const parsed = strategySchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new OptionValueError(`Known: ${strategySchema.options.join(", ")}.`);
}

export function precision(text: string): Precision {
  const parsed = precisionSchema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new OptionValueError(`Known: ${precisionSchema.options.join(", ")}.`);
}

/** "none" for no limit. */
export function expertCap(text: string): number | null {
  return text === "none" ? null : positiveInteger(text);
}

/** "offline", "camera:30", "camera:30:2": frames a second, and frames that may wait (1). */
export function scenario(text: string): Scenario {
  const [kind, framesPerSecond, queue, ...rest] = text.split(":");
  const camera = {
    kind,
    framesPerSecond: Number(framesPerSecond),
    ...(queue === undefined ? {} : { queue: Number(queue) }),
  };
  const parsed = suiteScenarioSchema.safeParse(kind === "camera" ? camera : text);
  if (parsed.success && rest.length === 0) return parsed.data;
  throw new OptionValueError(
    "Known: single-stream, multi-stream, offline, camera:FRAMES-A-SECOND[:QUEUE].",
  );
}

/** "camera:30:2", as {@link scenario} reads it. */
export function scenarioWord(scenario: Scenario): string {
  if (scenario.kind !== "camera") return scenario.kind;
  return `camera:${scenario.framesPerSecond}:${scenario.queue}`;
}

export function control(text: string): Exclude<Control, "none"> {
  const parsed = controlSchema.exclude(["none"]).safeParse(text);
  if (parsed.success) return parsed.data;
  throw new OptionValueError("Known: same-again, frozen-router.");
}

export const profileNames: readonly Profile["name"][] = Object.values(profiles).map(
  ({ name }) => name,
);

export const profileName = oneOf(profileNames);

/** One of a few words. */
export function oneOf<T extends string>(choices: readonly T[]): (text: string) => T {
  return (text) => {
    const chosen = choices.find((choice) => choice === text);
    if (chosen !== undefined) return chosen;
    throw new OptionValueError(`Allowed choices are ${choices.join(", ")}.`);
  };
}
