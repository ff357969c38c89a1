import type { BlockEnd } from "@vmoe-bench/contracts";

/** Of what a process wrote to stderr, this many characters are kept for the record. */
const kept = 4_096;

/** The end of what a process wrote to stderr. */
export class StderrTail {
  #text = "";

  add(chunk: Buffer): void {
    this.#text = (this.#text + chunk.toString("utf8")).slice(-kept);
  }

  text(): string {
    return this.#text.trim();
  }
}

export function failedEnd(code: string, message: string, remedy: string): BlockEnd {
  return { type: "failed", failure: { code, message, remedy } };
}

const outOfMemory = /heap out of memory|Allocation failed|std::bad_alloc|Cannot allocate memory/;

/** What a process that ended without a result died of. */
export function crashFailure(
  code: number | null,
  signal: NodeJS.Signals | null,
  stderr: string,
): BlockEnd {
  // Ctrl-C and a closed terminal go to the whole process group, and may kill a worker that does not
  // listen yet.
  if (signal === "SIGINT" || signal === "SIGTERM" || signal === "SIGHUP")
    return { type: "aborted" };
  const said = stderr === "" ? "" : ` Its last words: ${stderr}`;
  if (outOfMemory.test(stderr))
    return failedEnd(
      "out-of-memory",
      `The block's process ran out of memory.${said}`,
      "Use a smaller batch or model, or a machine with more memory.",
    );
  if (signal === "SIGKILL")
    return failedEnd(
      "killed",
      `The block's process was killed by the system, as it does when memory runs out.${said}`,
      "Free memory, or use a smaller batch or model.",
    );
  if (code === 0)
    return failedEnd(
      "no-result",
      `The block's process ended without a result.${said}`,
      "This is a bug in the worker: please report it with this record.",
    );
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return failedEnd(
    "crash",
    `The block's process crashed with ${how}.${said}`,
    "Run it again; if it crashes again, this runtime can't run this model here.",
  );
}
