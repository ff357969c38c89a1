import fastifyStatic from "@fastify/static";
import fastifyWebsocket from "@fastify/websocket";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { servePage, type SocketLimits } from "../socket/page-socket.ts";
import type { Sessions } from "../socket/sessions.ts";
import { createGuarded, type GuardOptions } from "./guarded.ts";
import type { ServedFile, ServedFiles } from "./served-files.ts";

export interface HttpOptions extends GuardOptions {
  readonly files: ServedFiles;
  readonly sessions: Sessions;
  readonly limits: SocketLimits;
  readonly onRefused: (reason: string) => void;
}

const yearInSeconds = 31_536_000;

/** The framework with all that is in front of the files and the socket. */
export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
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
