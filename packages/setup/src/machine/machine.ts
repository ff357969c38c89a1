export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which the command and its children are ended. */
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
  /** Each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
}

interface Output {
  /** The last 64 kB of each stream. */
  readonly stdout: string;
  readonly stderr: string;
}

export type CommandEnd =
  | ({ readonly end: "exited"; readonly code: number } & Output)
  | ({ readonly end: "killed"; readonly by: string } & Output)
  | ({ readonly end: "timed-out"; readonly limit: number } & Output)
  | { readonly end: "not-found" };

/** What set-up touches outside of this process, files apart. Tests pass one that answers at once. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Absolute path of the running Node. */
  readonly nodePath: string;
  /** The Node-API version that this Node offers. */
  readonly nodeApi: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Rejects only when `signal` aborts, with its reason, after the command's processes ended.
   */
  run(command: Command): Promise<CommandEnd>;
  /** True if the URL's host answers within a few seconds, whatever it answers. */
  reaches(url: string, signal?: AbortSignal): Promise<boolean>;
  /** Free bytes on the disk of an existing folder. */
  freeBytes(folder: string): Promise<number>;
}

export function succeeded(end: CommandEnd): boolean {
  return end.end === "exited" && end.code === 0;
}

/** How a command failed, in one clause, with the last line that says so. */
export function describeEnd(end: CommandEnd): string {
  if (end.end === "not-found") return "it was not found";
  if (end.end === "timed-out") return `it took more than ${Math.round(end.limit / 1000)} s`;
  if (end.end === "killed") return `it was ended by ${end.by}`;
  return `exit code ${end.code}${tellingLine(end)}`;
}

function tellingLine({ stdout, stderr }: Output): string {
  const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
  const line = lines.findLast((l) => /error/i.test(l)) ?? lines.findLast((l) => l !== "");
  return line === undefined ? "" : `, "${line.slice(0, 200)}"`;
}

/** Told what set-up is doing, as it does it. */
export interface SetupReporter {
  /** A new step has begun; a short phrase without a full stop. */
  step(text: string): void;
  /** How far the step is, in bytes. Not every step can tell. */
  progress?(done: number, total: number): void;
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
