import { randomBytes } from "node:crypto";
import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { allowedHosts, hostInUrl, listen } from "./http/listen.ts";
import { type ServedFile, ServedFiles } from "./http/served-files.ts";
import type { PageConnection } from "./socket/page-connection.ts";
import { servePage, type SocketLimits } from "./socket/page-socket.ts";
import type { SessionOptions } from "./socket/page-session.ts";
import { type NameDevice, Sessions } from "./socket/sessions.ts";
import { createGuarded, type GuardOptions } from "./http/guarded.ts";

export interface PageServerOptions extends Partial<SessionOptions>, Partial<SocketLimits> {
  /** Folder of the page's bundle, with an `index.html`. */
  readonly page: string;
  /** Address to listen on; only this machine unless told. */
  readonly host?: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Certificate and key in PEM, for HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /**
   * Names and addresses that it is found at, the first of which stands in the join address; `host`
   * unless told. It answers to no others, but on this machine.
   */
  readonly publicHosts?: readonly [string, ...string[]];
  /** What a page is called that connects. */
  readonly nameDevice?: NameDevice;
  /** Pages that may be connected at once. */
  readonly maxPages?: number;
  /** Told why a page was turned away. */
  readonly onRefused?: (reason: string) => void;
}

/** Serves pages that hold its token, and runs blocks in them. */
export interface PageServer {
  readonly origin: string;
  readonly token: string;
  /** What a person opens: the origin with the token. */
  readonly joinUrl: string;
  /** The same at each other public host. */
  readonly otherUrls: readonly string[];
  /**
   * @returns path of the prepared model in `folder`, which ends in a slash
   * @throws `no-prepared-model`
   */
  mountModel(folder: string): string;
  /**
   * @returns path of the split in `folder`, which ends in a slash
   * @throws `page-data-too-large`, `broken-split`
   */
  mountSplit(folder: string): string;
  /** The next page that connects and was not handed out yet. Rejects when the signal aborts. */
  nextPage(signal: AbortSignal): Promise<PageConnection>;
  /** Ends every page and block. A second call does nothing. */
  close(): Promise<void>;
}

const defaults = {
  graceMs: 120_000,
  settleMs: 1_000,
  helloMs: 10_000,
  heartbeatMs: 10_000,
  challengeMs: 2_000,
  messageLength: 16 * 1024 * 1024,
  maxPages: 64,
  onPresence: () => undefined,
  onRefused: () => undefined,
};

/**
 * @throws `page-not-built`, `port-in-use`, `cannot-listen`
 */
export async function createPageServer(options: PageServerOptions): Promise<PageServer> {
  const limits = { ...defaults, ...options };
  const files = new ServedFiles();
  files.addPage(options.page);
  const nameDevice = options.nameDevice ?? (() => ({ id: "page", name: "Page" }));
  const { onRefused } = limits;
  const sessions = new Sessions({ ...limits, nameDevice });
  const token = randomBytes(16).toString("base64url");
  const host = options.host ?? "127.0.0.1";
  const scheme = options.tls === undefined ? "http" : "https";
  const publicHosts = options.publicHosts ?? [host];
  const hosts = new Set<string>();
  const { tls } = options;
  const http = await createHttp({ scheme, tls, token, hosts, files, sessions, limits, onRefused });
  const port = await listen(http, host, options.port ?? 0);
  for (const name of allowedHosts([host, ...publicHosts], port)) hosts.add(name);
  const originAt = (name: string) => `${scheme}://${hostInUrl(name)}:${port}`;
  const urlAt = (name: string) => `${originAt(name)}/?token=${token}`;
  const [publicHost, ...otherHosts] = publicHosts;

  const splits = new Map<string, string>();
  let closing: Promise<void> | undefined;
  return {
    origin: originAt(publicHost),
    token,
    joinUrl: urlAt(publicHost),
    otherUrls: otherHosts.map(urlAt),
    mountModel: (folder) => files.addModel(folder),
    mountSplit(folder) {
      const base = splits.get(folder) ?? files.addSplit(folder);
      splits.set(folder, base);
      return base;
    },
    nextPage: (signal) => sessions.next(signal),
    close: () =>
      (closing ??= (async () => {
        sessions.end();
        await http.close();
      })()),
  };
}

interface HttpOptions extends GuardOptions {
  readonly files: ServedFiles;
  readonly sessions: Sessions;
  readonly limits: SocketLimits;
  readonly onRefused: (reason: string) => void;
}

const yearInSeconds = 31_536_000;

/** The framework with all that is in front of the files and the socket. */
async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { sessions, limits, files, onRefused } = options;
  const http = await createGuarded(options, async (before) => {
    await before.register(fastifyWebsocket, { options: { maxPayload: 2 * limits.messageLength } });
    await before.register(fastifyStatic, { serve: false });
  });
  http.get("/socket", { websocket: true }, (socket) =>
    servePage(socket, sessions, limits, onRefused),
  );
  http.get("/*", (request, reply) => {
    const file = files.get(request.url.split("?")[0] ?? "");
    return file === undefined ? reply.callNotFound() : answer(request, reply, file);
  });
  return http;
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
