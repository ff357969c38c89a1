import type { z } from "zod";
import { distance } from "fastest-levenshtein";
import { KnownError } from "./errors.ts";

/** A value that crossed a border does not have the form that its schema asks for. */
export class InvalidValueError extends KnownError {
  /** @param source what was read, as the user knows it: a path, a flag, "message from the page" */
  constructor(
    readonly source: string,
    readonly problems: readonly string[],
    remedy = problems.length > 1
      ? "Correct the fields that are named and try again."
      : "Correct that and try again.",
  ) {
    super("invalid-value", `${source}: ${problems.join("; ")}.`, remedy);
  }
}

/** A name that is in none of the lists we know. */
export function unknownNameError(kind: string, name: string, known: readonly string[]): KnownError {
  const near = nearest(name, known);
  const guess = near.length > 0 ? ` Did you mean ${near.map((n) => `"${n}"`).join(" or ")}?` : "";
  return new KnownError(
    "unknown-name",
    `There is no ${kind} "${name}".${guess}`,
    known.length > 0 ? `Known: ${known.join(", ")}.` : `No ${kind} is installed.`,
  );
}

/**
 * Validates what came from disk, a socket, a process or the command line.
 * @throws InvalidValueError naming every field that is wrong
 */
export function check<S extends z.ZodType>(schema: S, value: unknown, source: string): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new InvalidValueError(source, result.error.issues.flatMap(sentences));
}

/**
 * As {@link check}, from JSON text, with a byte order mark before it or without.
 * @throws InvalidValueError also when the text is not JSON
 */
export function checkJson<S extends z.ZodType>(
  schema: S,
  text: string,
  source: string,
): z.output<S> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new InvalidValueError(
      source,
      ["it is not valid JSON"],
      "Look for a missing quote or comma, or get it again; it may be something else than its name says.",
    );
  }
  return check(schema, value, source);
}

function sentences(issue: z.core.$ZodIssue): string[] {
  const at = issue.path.length > 0 ? `"${issue.path.join(".")}"` : "all of it";
  if (issue.code === "unrecognized_keys") {
    const inside = issue.path.length > 0 ? ` in ${at}` : "";
    return issue.keys.map((key) => `unknown key "${key}"${inside}`);
  }
  return [`${at}: ${lowerFirst(issue.message)}`];
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** The known names that a mistyped one may have meant, nearest first, at most three. */
export function nearest(name: string, known: readonly string[]): string[] {
  const wanted = name.toLowerCase();
  return known
    .map((candidate) => ({ candidate, edits: distance(wanted, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(2, candidate.length / 3))
    .toSorted((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/**
 * Gives the fields of an earlier record their names of today, before a schema reads it.
 *
 * @param names today's name by the earlier one
 * @returns for `z.preprocess`; what has today's name already, and what is no object, stays as it is
 */
export function fromOlderNames(
  names: Readonly<Record<string, string>>,
): (value: unknown) => unknown {
  return (value) =>
    typeof value !== "object" || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(
          Object.entries(value).map(([key, one]) => {
            const today = names[key];
            return [today === undefined || today in value ? key : today, one];
          }),
        );
}
