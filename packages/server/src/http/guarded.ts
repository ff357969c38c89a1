import fastifyCompress from "@fastify/compress";
import fastifyCookie from "@fastify/cookie";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { refusalOf, tokenInAddress, type AccessRules } from "./access.ts";
import { errorPage } from "./error-page.ts";

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
