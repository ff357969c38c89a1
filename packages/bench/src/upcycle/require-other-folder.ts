import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import { outputIsInputError } from "./errors.ts";

/**
 * Looks for a model's own files where it is to be written: a checkpoint's id is its folder's name.
 * @param given a model folder, or a file in one
 * @throws `output-is-input`
 */
export async function requireOtherFolder(folder: string, given: string): Promise<void> {
  const [to, from, above] = await Promise.all([folder, given, dirname(given)].map(real));
  if (to !== undefined && (to === from || to === above)) throw outputIsInputError(folder);
}

/** Undefined where nothing is, as for a model of the zoo, which has only a name. */
function real(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}
