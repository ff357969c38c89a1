import { KnownError } from "@vmoe-bench/contracts";
import { machineName, machinesOf, mayBeOne, type RunData } from "@vmoe-bench/report";
import { systemFacts } from "@vmoe-bench/runner";

/** A run that this machine can't go on with, or do again. */
function otherMachineError(message: string, remedy: string, options?: ErrorOptions): KnownError {
  return new KnownError("other-machine", message, remedy, options);
}

/**
 * @throws `other-machine` for a run that no page measured which somebody opened
 */
export function requirePage({ manifest: { id, device } }: Pick<RunData, "manifest">): void {
  if (device.browser !== null) return;
  throw otherMachineError(
    `The run ${id} was measured by this program on "${device.name}", and not by a page that was opened.`,
    `Go on with it: vmoe-bench run --resume ${id}.`,
  );
}

/**
 * @throws `other-machine` for a run of a page that somebody opened, and for one whose blocks ran on
 *   another machine than this
 */
export async function requireThisMachine({ manifest, records }: RunData): Promise<void> {
  const { id, device } = manifest;
  if (device.browser !== null)
    throw otherMachineError(
      `The run ${id} was measured by a page that was opened on "${device.name}"; this command measures on this machine.`,
      `Go on there: vmoe-bench join --resume ${id}; or measure there again: vmoe-bench join.`,
    );
  const here = await systemFacts();
  const other = machinesOf(records).find((machine) => !mayBeOne(machine, here));
  if (other !== undefined)
    throw otherMachineError(
      `The run ${id} was measured on ${machineName(other)}; this is ${machineName(here)}.`,
      "Go on where it began, or start a run of its own here: vmoe-bench run.",
    );
}
