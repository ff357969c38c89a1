import type { BrowserKind } from "@vmoe-bench/contracts";
import type { DataPlaces, DataRequest } from "../data/data-request.ts";
import type { Overrides } from "../options/suite-options.ts";

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
