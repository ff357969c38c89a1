import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";

/** Why a request is turned away. */
export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly reason: string;
  readonly remedy: string;
}

export interface AccessRules {
  readonly token: string;
  /** `host:port` as they may stand in a Host header. */
  readonly hosts: ReadonlySet<string>;
  readonly scheme: "http" | "https";
  readonly cookieName: string;
}

const rescan = "Open the whole address that vmoe-bench printed, or scan its code again.";

/**
 * Who may come in: whoever asks for this server by its own name (a page elsewhere whose name was made
 * to point here does not) and holds the token, in the address or in the cookie that it was changed to.
 * @returns undefined for a request that may go on
 */
export function refusalOf(request: FastifyRequest, rules: AccessRules): Refusal | undefined {
  const host = request.headers.host?.toLowerCase() ?? "";
  if (!rules.hosts.has(host))
    return { status: 421, reason: "This server does not go by that name.", remedy: rescan };
  if (request.ws && request.headers.origin?.toLowerCase() !== `${rules.scheme}://${host}`)
    return {
      status: 403,
      reason: "Only this server's own page may connect to it.",
      remedy: rescan,
    };
  const tokens = [tokenInAddress(request), request.cookies[rules.cookieName]];
  const given = tokens.filter((token) => token !== undefined);
  if (given.some((token) => isSame(token, rules.token))) return undefined;
  return given.length === 0
    ? { status: 401, reason: "The address has no join token.", remedy: rescan }
    : { status: 403, reason: "The join token is not this server's.", remedy: rescan };
}

export function tokenInAddress(request: FastifyRequest): string | undefined {
  return new URL(request.url, "http://localhost").searchParams.get("token") ?? undefined;
}

/** Takes the same time wherever two tokens differ: their hashes are compared. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
