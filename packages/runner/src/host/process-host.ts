import {
  type Block,
  type BlockEnd,
  type Command,
  eventSchema,
  type Host,
  type HostEvent,
  isEnd,
  protocolVersion,
} from "@vmoe-bench/contracts";
import { type Death, itsLastWords, startChild } from "../child/start-child.ts";
import { type SuspensionWatch, watchSuspension } from "./suspension.ts";

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

export function failedEnd(code: string, message: string, remedy: string): BlockEnd {
  return { type: "failed", failure: { code, message, remedy } };
}

const outOfMemory = /heap out of memory|Allocation failed|std::bad_alloc|Cannot allocate memory/;

/** The end of a block whose process ended without a result. */
function endOfDeath(death: Death): BlockEnd {
  switch (death.how) {
    case "not-started":
      return failedEnd(
        "no-process",
        `The block's process could not be started: ${death.reason}`,
        "Look at the limits on processes and memory of this machine.",
      );
    case "bad-message":
      return failedEnd(
        "bad-message",
        "The block's process sent a message that the protocol does not know.",
        "Build the packages again, so that both sides are of one version.",
      );
    case "died":
      return endOfCrash(death);
  }
}

function endOfCrash({ code, signal, said }: Extract<Death, { how: "died" }>): BlockEnd {
  // Ctrl-C and a closed terminal go to the whole process group, and may kill a worker that does not
  // listen yet.
  if (signal === "SIGINT" || signal === "SIGTERM" || signal === "SIGHUP")
    return { type: "aborted" };
  const words = itsLastWords(said);
  if (outOfMemory.test(said))
    return failedEnd(
      "out-of-memory",
      `The block's process ran out of memory.${words}`,
      "Use a smaller batch or model, or a machine with more memory.",
    );
  if (signal === "SIGKILL")
    return failedEnd(
      "killed",
      `The block's process was killed by the system, as it does when memory runs out.${words}`,
      "Free memory, or use a smaller batch or model.",
    );
  if (code === 0)
    return failedEnd(
      "no-result",
      `The block's process ended without a result.${words}`,
      "This is a bug in the worker: please report it with this record.",
    );
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return failedEnd(
    "crash",
    `The block's process crashed with ${how}.${words}`,
    "Run it again; if it crashes again, this runtime can't run this model here.",
  );
}

/** Start of the process, load of the model and its first prediction. */
const startMs = 120_000;
const otherMs = 600_000;

/**
 * How long a block may say nothing, neither progress nor its end. Generous: it is there for blocks
 * that hang, not for slow ones.
 */
export function defaultTimeLimitMs({ task }: Block): number {
  if (task.kind !== "latency") return startMs + otherMs;
  return startMs + 2 * (task.warmUp.maxMs + task.maxMs);
}
