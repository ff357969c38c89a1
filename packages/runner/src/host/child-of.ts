/**
 * To be called by a process that works for the one that forked it: it goes when that one goes, and
 * leaves the signals that a terminal sends to all of them to it.
 */
export function liveWithParent(): void {
  for (const signal of ["SIGINT", "SIGHUP"] as const) process.on(signal, () => undefined);
  process.once("disconnect", () => process.exit(1));
}
