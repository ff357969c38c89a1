import { InvalidArgumentError, Option } from "commander";
import {
  browserSchema,
  controlSchema,
  precisionSchema,
  strategySchema,
  suiteScenarioSchema,
  type Control,
  type ImageRecipe,
  type Precision,
  type Scenario,
  type Strategy,
} from "@vmoe-bench/contracts";
import { byFolders } from "@vmoe-bench/dataset";
import type { DataRequest } from "@vmoe-bench/bench/data";

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError("Give a whole number above 0.");
}

/** From 0. */
export function wholeNumber(text: string): number {
  return text === "0" ? 0 : positiveInteger(text);
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

/** "offline", "camera:30", "camera:30:2": frames a second, and frames that may wait (1). */
export function scenario(text: string): Scenario {
  const [kind, framesPerSecond, queue, ...rest] = text.split(":");
  const camera = {
    kind,
    framesPerSecond: Number(framesPerSecond),
    ...(queue === undefined ? {} : { queue: Number(queue) }),
  };
  const found = suiteScenarioSchema.safeParse(kind === "camera" ? camera : text);
  if (found.success && rest.length === 0) return found.data;
  throw new InvalidArgumentError(
    "Known: single-stream, multi-stream, offline, camera:FRAMES-A-SECOND[:QUEUE].",
  );
}

export function control(text: string): Exclude<Control, "none"> {
  const found = controlSchema.exclude(["none"]).safeParse(text);
  if (found.success) return found.data;
  throw new InvalidArgumentError("Known: same-again, frozen-router.");
}

/** Per cent, as a part. */
export function percent(text: string): number {
  const value = Number(text.replace(/%$/, ""));
  if (text !== "" && value >= 0.1 && value <= 100) return value / 100;
  throw new InvalidArgumentError("Give per cent, from 0.1 to 100.");
}

/** "90s", "3m", "1h30m", in s. */
export function time(text: string): number {
  const found = /^(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/.exec(text);
  const [hours = 0, minutes = 0, seconds = 0] = (found?.slice(1) ?? []).map((part) =>
    Number(part ?? 0),
  );
  const value = 3_600 * hours + 60 * minutes + seconds;
  if (value >= 1 && value <= 604_800) return value;
  throw new InvalidArgumentError("Give a time from 1s to 168h, as 90s, 3m or 1h30m.");
}

/** @param usual what is taken where it is not given, in the help */
export function browserOption(usual: string): Option {
  return new Option(
    "--browser <name>",
    `the browser for backends that run in a page (default: ${usual})`,
  ).choices(browserSchema.options);
}

export function seconds(text: string): number {
  const value = Number(text);
  if (text !== "" && value >= 0 && value <= 3_600) return value;
  throw new InvalidArgumentError("Give seconds, from 0 to 3600.");
}

/** Of what is served, unless told: so a bookmark or a firewall's rule stays good. */
export const defaultPort = 8_443;

export function port(text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError("Give a whole number from 0 to 65535.");
}

/** Of `--data`, in the help. */
export const dataHelp =
  "where the data set lies, or images to take instead: class folders, a label file, a .csv, .tar shards";

export function skipCorruptOption(): Option {
  return new Option(
    "--skip-corrupt",
    "leave out images that can't be decoded, and count them",
  ).default(false);
}

export function classMapOption(): Option {
  return new Option(
    "--class-map <file>",
    'which of the model\'s classes the images\' are, as JSON: {"theirs": "the model\'s"}',
  );
}

export function labelsOption(): Option {
  return new Option(
    "--labels <file>",
    `the label file or table of the images, or "${byFolders}" for a class a folder`,
  );
}

export function orientationOption(): Option {
  return new Option(
    "--orientation <which>",
    "take photos as they are stored, as timm and torchvision do, or turned by their EXIF",
  )
    .choices(["stored", "exif"])
    .default("stored");
}

export function labelShiftOption(): Option {
  return new Option(
    "--label-shift <n>",
    "add this to labels that are bare numbers: -1 where they count from 1, 0 to keep them unasked",
  ).argParser(smallInteger);
}

function smallInteger(text: string): number {
  const value = Number(text);
  if (/^[+-]?\d{1,4}$/.test(text)) return value;
  throw new InvalidArgumentError("Give a whole number, as -1.");
}

/** What the options of image files and `--data` were given. */
export interface DataFlags {
  data?: string;
  skipCorrupt: boolean;
  classMap?: string;
  labels?: string;
  orientation: ImageRecipe["orientation"];
  labelShift?: number;
}

export function dataRequest(options: DataFlags): DataRequest {
  const { data: dir, skipCorrupt, classMap, labels, orientation, labelShift } = options;
  return { dir, skipCorrupt, classMap, labels, orientation, labelShift };
}
