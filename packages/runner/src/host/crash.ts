import type { BlockEnd } from "@vmoe-bench/contracts";
import { itsLastWords, type Death } from "../child/start-child.ts";

export function failedEnd(code: string, message: string, remedy: string): BlockEnd {
  return { type: "failed", failure: { code, message, remedy } };
}

const outOfMemory = /heap out of memory|Allocation failed|std::bad_alloc|Cannot allocate memory/;

/** The end of a block whose process ended without a result. */
export function endOfDeath(death: Death): BlockEnd {
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
