import fastifyCompress from "@fastify/compress";
import fastifyCookie from "@fastify/cookie";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { createHash, timingSafeEqual } from "node:crypto";
import { escapedHtml } from "@vmoe-bench/contracts";

export interface GuardOptions {
  readonly scheme: "http" | "https";
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly token: string;
  /** Filled when the port is known. */
  readonly hosts: ReadonlySet<string>;
}

/** No request has a body that is read. */
const bodyLimit = 1_024;
const requestTimeout = 30_000;
const worthCompressing = /^text\/|javascript|json|wasm|svg/;

/**
 * The framework with what is in front of everything that is served.
 * @param before registers what the guard relies on: it has to know a socket when it sees one
 */
export async function createGuarded(
  options: GuardOptions,
  before: (http: FastifyInstance) => Promise<void> = async () => undefined,
): Promise<FastifyInstance> {
  const { tls } = options;
  const common = { bodyLimit, requestTimeout, forceCloseConnections: true } as const;
  const http: FastifyInstance =
    tls === undefined ? fastify(common) : fastify({ ...common, https: { ...tls } });
  await http.register(fastifyCookie);
  await http.register(fastifyCompress, {
    encodings: ["br", "gzip"],
    customTypes: worthCompressing,
  });
  await before(http);
  guard(http, options);
  return http;
}

/** Nobody gets anything but an error page without the token; everybody gets the security headers. */
function guard(http: FastifyInstance, { scheme, token, hosts }: GuardOptions): void {
  http.addHook("onRequest", async (request, reply) => {
    // Cookies are shared between ports.
    const cookieName = `vmoe-bench-${request.socket.localPort ?? 0}`;
    const rules: AccessRules = { token, hosts, scheme, cookieName };
    const refusal = refusalOf(request, rules);
    const host = hostOf(request);
    reply.headers(securityHeaders(scheme, hosts.has(host) ? host : "localhost"));
    if (refusal !== undefined) {
      const { status, reason, remedy } = refusal;
      return sendError(reply, status, "This page is not open to you", reason, remedy);
    }
    if (tokenInAddress(request) !== undefined)
      reply.setCookie(cookieName, token, {
        httpOnly: true,
        sameSite: "strict",
        secure: scheme === "https",
        path: "/",
      });
    return undefined;
  });
  http.setNotFoundHandler((_, reply) =>
    sendError(reply, 404, "Not found", "There is nothing at this address.", "Go back to the page."),
  );
  http.setErrorHandler(({ statusCode }: { statusCode?: number }, _, reply) => {
    const isRequest = statusCode !== undefined && statusCode < 500;
    const reason = isRequest ? "The request is not one that is answered." : "The server failed.";
    return sendError(reply, isRequest ? statusCode : 500, "An error", reason, "Reload the page.");
  });
}

function hostOf(request: FastifyRequest): string {
  return request.headers.host?.toLowerCase() ?? "";
}

function sendError(
  reply: FastifyReply,
  status: number,
  title: string,
  reason: string,
  remedy: string,
): FastifyReply {
  return reply
    .code(status)
    .header("cache-control", "no-store")
    .type("text/html; charset=utf-8")
    .send(errorPage(title, reason, remedy));
}

/**
 * What every answer carries. Cross-origin isolation gives the page WebAssembly threads and a fine
 * clock. The policy lets it run its own scripts, workers and WebAssembly, and talk to this server
 * alone; tfjs starts its threads from blob: URLs. Sockets are named because Safari's 'self' does not
 * cover them.
 */
function securityHeaders(scheme: "http" | "https", host: string): Readonly<Record<string, string>> {
  const socket = `${scheme === "https" ? "wss" : "ws"}://${host}`;
  const policy = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval' blob:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${socket} blob: data:`,
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  };
}

/** Why a request is turned away. */
interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly reason: string;
  readonly remedy: string;
}

interface AccessRules {
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
function refusalOf(request: FastifyRequest, rules: AccessRules): Refusal | undefined {
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

function tokenInAddress(request: FastifyRequest): string | undefined {
  return new URL(request.url, "http://localhost").searchParams.get("token") ?? undefined;
}

/** Takes the same time wherever two tokens differ: their hashes are compared. */
function isSame(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** A whole page that needs nothing else from the server. */
function errorPage(title: string, reason: string, remedy: string): string {
  const [heading, first, second] = [title, reason, remedy].map(escapedHtml);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<style>
:root { color-scheme: light dark; font: 1.125rem/1.5 system-ui, sans-serif }
main { max-width: 32rem; margin: 15vh auto; padding: 0 1.5rem }
h1 { font-size: 1.5rem }
</style>
<main>
<h1>${heading}</h1>
<p>${first}</p>
<p>${second}</p>
</main>
`;
}
