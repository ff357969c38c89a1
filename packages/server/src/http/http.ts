import fastifyCompress from "@fastify/compress";
import fastifyCookie from "@fastify/cookie";
import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { servePage, type SocketLimits } from "../socket/page-socket.ts";
import type { Sessions } from "../socket/sessions.ts";
import { refusalOf, tokenInAddress, type AccessRules } from "./access.ts";
import { errorPage } from "./error-page.ts";
import { securityHeaders } from "./security-headers.ts";
import type { ServedFile, ServedFiles } from "./served-files.ts";

export interface HttpOptions {
  readonly scheme: "http" | "https";
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly token: string;
  /** Filled when the port is known. */
  readonly hosts: ReadonlySet<string>;
  readonly files: ServedFiles;
  readonly sessions: Sessions;
  readonly limits: SocketLimits;
  readonly onRefused: (reason: string) => void;
}

/** No request has a body that is read. */
const bodyLimit = 1_024;
const requestTimeout = 30_000;
const worthCompressing = /^text\/|javascript|json|wasm|svg/;
const yearInSeconds = 31_536_000;

/** The framework with all that is in front of the files and the socket. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { tls, sessions, limits, files, onRefused } = options;
  const common = { bodyLimit, requestTimeout, forceCloseConnections: true } as const;
  const http: FastifyInstance =
    tls === undefined ? fastify(common) : fastify({ ...common, https: { ...tls } });
  await http.register(fastifyCookie);
  await http.register(fastifyWebsocket, { options: { maxPayload: 2 * limits.messageLength } });
  await http.register(fastifyCompress, {
    encodings: ["br", "gzip"],
    customTypes: worthCompressing,
  });
  await http.register(fastifyStatic, { serve: false });
  guard(http, options);
  http.get("/socket", { websocket: true }, (socket) =>
    servePage(socket, sessions, limits, onRefused),
  );
  http.get("/*", (request, reply) => {
    const file = files.get(request.url.split("?")[0] ?? "");
    return file === undefined ? reply.callNotFound() : answer(request, reply, file);
  });
  return http;
}

/** Nobody gets anything but an error page without the token; everybody gets the security headers. */
function guard(http: FastifyInstance, { scheme, token, hosts }: HttpOptions): void {
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

/** The file, the part of it that was asked for, or nothing where the browser has it already. */
function answer(request: FastifyRequest, reply: FastifyReply, file: ServedFile): FastifyReply {
  // Weak, because a compressed answer has other bytes.
  const tag = `W/"${file.sha256}"`;
  reply.header("etag", tag);
  reply.header(
    "cache-control",
    file.immutable ? `private, max-age=${yearInSeconds}, immutable` : "private, no-cache",
  );
  const known = request.headers["if-none-match"]?.split(",").map((text) => text.trim()) ?? [];
  if (known.includes(tag)) return reply.code(304).send();
  return reply.sendFile(file.name, file.folder, {
    cacheControl: false,
    etag: false,
    lastModified: false,
    index: false,
  });
}
