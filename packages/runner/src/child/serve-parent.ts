import type { z } from "zod";
import { check } from "@vmoe-bench/contracts";

/**
 * To be called by a process that works for the one that started it: it goes when that one goes, and
 * leaves the signals that a terminal sends to all of them to it.
 */
function liveWithParent(): void {
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.once("disconnect", () => process.exit(1));
}

export interface Service<Command, Event> {
  readonly commands: z.ZodType<Command>;
  /** Does what it is told. What it resolves to is the last event. */
  readonly serve: (command: Command, emit: (event: Event) => void) => Promise<Event>;
  /** The last event where the command is not known, or serving failed; else it dies of the error. */
  readonly failed?: (error: unknown) => Event;
}

/**
 * The child's side of `startChild`: takes one command, sends what comes of it, and exits. It dies
 * with the process that started it.
 */
export function serveParent<Command, Event>(service: Service<Command, Event>): void {
  liveWithParent();
  process.once("message", (message) => {
    void lastEvent(message, service)
      .then(send)
      .then(() => process.exit(0));
  });
}

async function lastEvent<Command, Event>(
  message: unknown,
  { commands, serve, failed }: Service<Command, Event>,
): Promise<Event> {
  try {
    const command = check(commands, message, "message to the worker");
    return await serve(command, (event) => void send(event));
  } catch (error) {
    if (failed === undefined) throw error;
    return failed(error);
  }
}

/** Resolves when the message is handed to the system, so that exiting loses nothing. */
function send(event: unknown): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(event, undefined, undefined, () => resolve());
  });
}
