import type { BlockPlan, Device, Preparing, Suite } from "@vmoe-bench/contracts";
import {
  planOn,
  resumedPageRun,
  suiteInputs,
  type ResumeRequest,
  type RunSetup,
  type Splits,
  type SuiteRequest,
} from "@vmoe-bench/bench/run";
import { storeDevice } from "@vmoe-bench/files";
import { dryRunOf } from "@vmoe-bench/runner";
import { DeviceNames, ReturningDevice, type PageConnection } from "@vmoe-bench/server";
import { duration } from "../terminal/print.ts";

/** What a device that joins is to run. */
export interface JoinWork {
  readonly suite: Suite;
  readonly splits: Splits;
  /** Those of every device's plan, but for its threads. */
  readonly blocks: readonly BlockPlan[];
  readonly names: Pick<DeviceNames, "nameDevice" | "release">;
  /** One sentence for the person who is about to take a phone. */
  readonly about: string;
  /** Devices after which the program ends. */
  readonly phones: number;
  readonly open: (page: PageConnection) => Promise<OpenedRun>;
}

export type OpenedRun = Pick<RunSetup, "plan" | "earlier" | "root" | "openStore">;

export interface SuiteWork {
  readonly suite: string;
  readonly request: SuiteRequest;
  readonly command: (seed: number) => string;
  readonly deviceName: string | undefined;
  readonly threads: number | undefined;
  /** Folder of the device files. */
  readonly devices: string;
  readonly phones: number | undefined;
}

/**
 * The same suite for every device, each in a run of its own.
 * @throws whatever can be wrong with what was asked
 */
export async function suiteWork(preparing: Preparing, asked: SuiteWork): Promise<JoinWork> {
  const { suite, request, deviceName, threads, devices, phones = Infinity } = asked;
  const inputs = await suiteInputs(preparing, suite, request);
  const by = { command: asked.command(inputs.seed), browser: null };
  const any: Device = { id: "any", name: "Any", notes: "", threads: threads ?? 1, browser: null };
  const planned = planOn(any, inputs, by, request.out);
  const { leastSeconds, mostSeconds } = dryRunOf(planned);
  const { budgetSeconds, profile } = inputs.suite;
  const seconds = budgetSeconds === null ? leastSeconds : mostSeconds;
  const more = budgetSeconds === null ? ", and more where intervals stay wide" : " at most";
  return {
    suite: inputs.suite,
    splits: inputs.splits,
    blocks: planned.plan.blocks,
    names: new DeviceNames(deviceName),
    about: `Suite ${suite} (${profile}): ${duration(1_000 * seconds)}${more}, on each device.`,
    phones,
    async open(page) {
      const device = await storeDevice(devices, page.device, page.profile, threads);
      return planOn(device, inputs, by, request.out);
    },
  };
}

/** A run that was stopped, for the device that it was measured on. */
export async function resumedWork(
  preparing: Preparing,
  name: string,
  request: Omit<ResumeRequest, "browserArgs">,
): Promise<JoinWork> {
  const setup = await resumedPageRun(preparing, name, request);
  const { device, id, suite } = setup.plan.manifest;
  return {
    suite,
    splits: setup.splits,
    blocks: setup.plan.blocks,
    names: new ReturningDevice(id, device),
    about: `The rest of run ${id}, on ${device.name} alone.`,
    phones: 1,
    open: async () => setup,
  };
}
