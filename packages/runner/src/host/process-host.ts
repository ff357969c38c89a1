import {
  eventSchema,
  isEnd,
  protocolVersion,
  type Block,
  type BlockEnd,
  type Command,
  type Host,
  type HostEvent,
} from "@vmoe-bench/contracts";
import { startChild } from "../child/start-child.ts";
import { endOfDeath, failedEnd } from "./crash.ts";
import { watchSuspension, type SuspensionWatch } from "./suspension.ts";
import { defaultTimeLimitMs } from "./time-limit.ts";

export interface ProcessHostOptions {
  /** The worker's entry, a module that calls `serveBlocks`. */
  readonly workerPath: string;
  /** Environment of a block's process; this process's own unless told. */
  readonly env?: (block: Block) => NodeJS.ProcessEnv;
  /** Flags of Node, as `--max-old-space-size=512`. */
  readonly execArgv?: readonly string[];
  /** When it says nothing for so long, the process is killed and the block has failed. */
  readonly timeLimitMs?: (block: Block) => number;
}

/** What a worker may take to exit after its last message, or after SIGTERM. */
const graceMs = 2_000;

/** Runs each block in a fresh Node process. */
export function createProcessHost(options: ProcessHostOptions): Host {
  return {
    run: (block, onEvent, signal) =>
      signal.aborted
        ? Promise.resolve({ type: "aborted" })
        : runInProcess(block, onEvent, signal, options),
  };
}

async function runInProcess(
  block: Block,
  onEvent: (event: HostEvent) => void,
  signal: AbortSignal,
  { workerPath, env, execArgv, timeLimitMs = defaultTimeLimitMs }: ProcessHostOptions,
): Promise<BlockEnd> {
  const limitMs = timeLimitMs(block);
  const child = startChild<Command, HostEvent, BlockEnd>({
    process: {
      script: workerPath,
      ...(env && { env: env(block) }),
      ...(execArgv && { execArgv }),
    },
    events: eventSchema,
    onEvent: (event) => {
      if (signal.aborted) return undefined;
      silence.refresh();
      const told = withSuspension(event, watch);
      onEvent(told);
      return isEnd(told) ? told : undefined;
    },
    graceMs,
    signal,
  });
  const silence = setTimeout(() => child.kill(silentEnd(limitMs, signal)), limitMs);
  // Time in which nothing ran is no silence of the block.
  const watch = watchSuspension(child.pid, () => silence.refresh());
  child.send({ type: "run", protocol: protocolVersion, block });
  const gone = await child.gone;
  clearTimeout(silence);
  watch.end();
  if (gone.how === "ended") return gone.end;
  return signal.aborted ? { type: "aborted" } : endOfDeath(gone);
}

function silentEnd(limitMs: number, signal: AbortSignal): BlockEnd {
  if (signal.aborted) return { type: "aborted" };
  return failedEnd(
    "time-limit",
    `The block said nothing for ${Math.round(limitMs / 1_000)} s and was stopped.`,
    "Try a smaller profile or model; if it hangs again, report it.",
  );
}

function withSuspension(event: HostEvent, watch: SuspensionWatch): HostEvent {
  return event.type === "completed" ? { ...event, suspendedMs: watch.end() } : event;
}
