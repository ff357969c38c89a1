import type { HostEvent } from "@vmoe-bench/contracts";
import type { BlockContext } from "@vmoe-bench/measure";

/** What was measured is sent at most this often, in ms. */
const everyMs = 250;

/** Sends what was measured as it comes, so that a page that dies has told it. */
export function streams(
  emit: (event: HostEvent) => void,
): Required<Pick<BlockContext, "onSamples" | "onPredictions">> {
  return {
    onSamples: inParts((samplesMs) => emit({ type: "samples", samplesMs })),
    onPredictions: inParts((predicted) => emit({ type: "predictions", predicted })),
  };
}

/** Calls `send` with what is new of a list that grows. */
function inParts(send: (part: number[]) => void): (all: readonly number[]) => void {
  let sent = 0;
  let last = -Infinity;
  return (all) => {
    const now = performance.now();
    if (all.length === sent || now - last < everyMs) return;
    last = now;
    send(all.slice(sent));
    sent = all.length;
  };
}
