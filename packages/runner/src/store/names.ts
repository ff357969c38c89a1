import { unsafeNameError } from "./store-errors.ts";

export const manifestFile = "run.json";
/** Why the run ended; missing while it runs, and where it was stopped. */
const endFile = "end.json";

/** The file of a run's end: each that was written has its own. */
export function endFileOf({ attempt }: { readonly attempt?: number | undefined }): string {
  return attempt === undefined ? endFile : `end.attempt-${attempt}.json`;
}

export function isEndFile(name: string): boolean {
  return /^end(\.attempt-\d+)?\.json$/.test(name);
}

/**
 * @returns the name, which is a plain file name on every system
 * @throws `unsafe-name`
 */
export function safeName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name) || name.endsWith("."))
    throw unsafeNameError(name);
  return name;
}
