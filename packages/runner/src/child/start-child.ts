import { messageOf } from "@vmoe-bench/contracts";
import type { z } from "zod";
import { openChannel, type Program, type Script } from "./channel.ts";

/** So many characters are kept of what a process wrote to stderr. */
const lastWords = 4_096;

/** How a process is gone that gave no end of its own. */
export type Death =
  | { readonly how: "not-started"; readonly reason: string }
  | { readonly how: "bad-message" }
  | {
      readonly how: "died";
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      /** The end of what it wrote to stderr. */
      readonly said: string;
    };

type ChildEnd<End> = { readonly how: "ended"; readonly end: End } | Death;

export interface ChildOptions<Event, End> {
  readonly process: Script | Program;
  readonly events: z.ZodType<Event>;
  /** What it gives is the child's end; the child may then exit by itself. */
  readonly onEvent: (event: Event) => End | undefined;
  /** What it may take to exit after its end, or after SIGTERM, in ms. */
  readonly graceMs: number;
  readonly signal?: AbortSignal;
}

export interface Child<Command, End> {
  readonly pid: number | undefined;
  readonly send: (command: Command) => void;
  /** Says that no more comes, at which it ends by itself. */
  readonly close: () => void;
  /** Ends it at once, with this end where it has none. */
  readonly kill: (end: End) => void;
  /** Resolves when the process has gone. */
  readonly gone: Promise<ChildEnd<End>>;
}

/**
 * Starts a process that works for this one, and ends with it. Both directions are checked: commands
 * by the child, events here. An abort of the signal asks it to stop, and ends it after the grace.
 */
export function startChild<Command extends object, Event, End>({
  process: what,
  events,
  onEvent,
  graceMs,
  signal,
}: ChildOptions<Event, End>): Child<Command, End> {
  const channel = openChannel(what);
  const child = channel.process;
  let said = "";
  channel.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-lastWords);
  });

  const timers: NodeJS.Timeout[] = [];
  const kill = () => child.kill("SIGKILL");
  const afterGrace = (action: () => void) => void timers.push(setTimeout(action, graceMs));
  const stop = () => {
    child.kill("SIGTERM");
    afterGrace(kill);
  };
  /** The first one counts. */
  let end: ChildEnd<End> | undefined;

  const gone = new Promise<ChildEnd<End>>((resolve) => {
    const settle = (death: Death) => {
      timers.forEach((timer) => clearTimeout(timer));
      signal?.removeEventListener("abort", stop);
      resolve(end ?? death);
    };
    channel.onMessage((message) => {
      if (end !== undefined) return;
      const event = events.safeParse(message);
      if (!event.success) {
        end = { how: "bad-message" };
        kill();
        return;
      }
      const reached = onEvent(event.data);
      if (reached === undefined) return;
      end = { how: "ended", end: reached };
      afterGrace(kill);
    });
    child.on("error", (error) => {
      if (child.pid === undefined) settle({ how: "not-started", reason: messageOf(error) });
    });
    // "close" comes after the last message and the last of stderr, "exit" may come before.
    child.on("close", (code, killedBy) =>
      settle({ how: "died", code, signal: killedBy, said: said.trim() }),
    );
    child.on("exit", () => afterGrace(() => channel.stderr?.destroy()));
  });
  if (signal?.aborted === true) stop();
  signal?.addEventListener("abort", stop, { once: true });

  return {
    pid: child.pid,
    // A process that died before it could listen is reported by "close".
    send: (command) => channel.send(command, kill),
    close: channel.close,
    kill: (instead) => {
      end ??= { how: "ended", end: instead };
      kill();
    },
    gone,
  };
}

/** @returns " Its last words: …", or nothing where it said nothing */
export function itsLastWords(said: string): string {
  return said === "" ? "" : ` Its last words: ${said}`;
}

/** The one answer of a module of ours, which calls `serveParent`, in a fresh process. */
export async function askChild<Answer>(
  script: string,
  command: object,
  answers: z.ZodType<Answer>,
  signal?: AbortSignal,
): Promise<Answer> {
  const child = startChild<object, Answer, Answer>({
    process: { script },
    events: answers,
    onEvent: (answer) => answer,
    graceMs: 2_000,
    ...(signal && { signal }),
  });
  child.send(command);
  const gone = await child.gone;
  signal?.throwIfAborted();
  if (gone.how === "ended") return gone.end;
  const how =
    gone.how === "died"
      ? `exit ${gone.signal ?? gone.code}.${itsLastWords(gone.said)}`
      : gone.how === "not-started"
        ? gone.reason
        : "an answer that is not known";
  throw new Error(`${script} ended with ${how}`);
}
