import { pathOutsideError } from "../../errors/scan-errors.ts";

/**
 * A relative path as it came from a file, with forward slashes and without "./".
 * @param source what names it, for the message
 * @throws `path-outside`
 */
export function pathInside(source: string, name: string): string {
  const slashed = name.replaceAll("\\", "/");
  const parts = slashed.split("/").filter((part) => part !== "" && part !== ".");
  const outside =
    slashed.startsWith("/") ||
    /^[a-z]:/i.test(slashed) ||
    name.includes("\0") ||
    parts.length === 0;
  if (outside || parts.includes("..")) throw pathOutsideError(source, name);
  return parts.join("/");
}
