import {
  type BrowserKind,
  check,
  type Suite,
  suiteSchema,
  unknownNameError,
} from "@vmoe-bench/contracts";
import type { DataPlaces, DataRequest } from "../data/image-sets.ts";
import { type Overrides, suiteOptions } from "../options/suite-options.ts";

/** What is measured, wherever that is. */
export interface SuiteRequest {
  /** What is changed of the suite. */
  readonly overrides: Overrides;
  readonly data: DataRequest;
  readonly seed: number | undefined;
  /** The results folder. */
  readonly out: string;
}

export interface RunRequest extends SuiteRequest {
  readonly device: string;
  /** Whether models may be downloaded from the hub. */
  readonly allowDownload: boolean;
  /** Which browser runs what needs one. */
  readonly browser: BrowserKind;
  /** Passed on to it as they are. */
  readonly browserArgs: readonly string[];
}

export interface ResumeRequest extends Pick<RunRequest, "out" | "browserArgs"> {
  readonly data: DataPlaces;
}

export interface ReplayRequest extends Pick<RunRequest, "out"> {
  readonly data: DataPlaces;
  /** Keys of the arms; undefined for all. */
  readonly only: readonly string[] | undefined;
  /** Undefined for the run's own. */
  readonly browser: BrowserKind | undefined;
}

/**
 * @throws `unknown-name` for an override that has no option, which no record could tell of
 * @throws InvalidValueError when the suite is not valid with them
 */
export function withOverrides(suite: Suite, overrides: Overrides): Suite {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const known: readonly string[] = suiteOptions.map(({ key }) => key);
  for (const [name] of given)
    if (!known.includes(name)) throw unknownNameError("override", name, known);
  const { images, ...changed } = Object.fromEntries(given);
  const dataset = images === undefined ? suite.dataset : { ...suite.dataset, images };
  // A strategy that is asked for by name is wanted wherever it can run.
  const exclude =
    overrides.strategies === undefined
      ? suite.exclude
      : suite.exclude.filter(({ strategy }) => strategy === undefined);
  return check(suiteSchema, { ...suite, exclude, ...changed, dataset }, "the command line");
}
