import {
  checkJson,
  InvalidValueError,
  pageMessageSchema,
  protocolVersion,
  type PageMessage,
  type ServerMessage,
} from "@vmoe-bench/contracts";
import type { WebSocket } from "ws";
import { z } from "zod";
import type { PageSession } from "./page-session.ts";
import { RefusedError, reload, type Wire } from "./page-connection.ts";
import type { Sessions } from "./sessions.ts";

export interface SocketLimits {
  /** Until the first message must be there. */
  readonly helloMs: number;
  /** Between pings; a page that does not answer one until the next is lost. */
  readonly heartbeatMs: number;
  /** Within which a page that seems to be here must answer, when it connects once more. */
  readonly challengeMs: number;
  /** Characters of a message. */
  readonly messageLength: number;
}

/** Policy violation, as RFC 6455 numbers it. */
const refusedCode = 1008;

/** Speaks with one connection until it ends. */
export function servePage(
  socket: WebSocket,
  sessions: Sessions,
  limits: SocketLimits,
  onRefused: (reason: string) => void,
): void {
  let session: PageSession | undefined;
  let isGreeting = false;
  const wire: Wire = {
    send: (message) => send(socket, message),
    isAlive: () => answersPing(socket, limits.challengeMs),
    close: () => socket.terminate(),
  };
  const refuse = (error: unknown) => {
    const { reason, remedy } = refusalOf(error);
    onRefused(reason);
    send(socket, { type: "refused", reason, remedy });
    socket.close(refusedCode);
  };
  const helloTimer = setTimeout(
    () => refuse(new RefusedError("The page said nothing after it connected.", reload)),
    limits.helloMs,
  );
  const stopHeartbeat = keepAlive(socket, limits.heartbeatMs);

  const take = async (message: PageMessage): Promise<void> => {
    if (message.type === "event") {
      if (session === undefined)
        throw new RefusedError("The page sent an event before it was welcome.", reload);
      session.receive(message);
      return;
    }
    if (isGreeting) throw new RefusedError("The page said hello twice.", reload);
    isGreeting = true;
    clearTimeout(helloTimer);
    session = await sessions.greet(wire, message);
    if (socket.readyState !== socket.OPEN) session.detach(wire);
  };
  socket.on("message", (data: Buffer, isBinary) => {
    if (socket.readyState !== socket.OPEN) return;
    try {
      take(messageOf(data, isBinary, limits.messageLength)).catch(refuse);
    } catch (error) {
      refuse(error);
    }
  });
  socket.on("close", () => {
    clearTimeout(helloTimer);
    stopHeartbeat();
    session?.detach(wire);
  });
}

const versionSchema = z.object({ type: z.literal("hello"), protocol: z.number() });

/**
 * @throws RefusedError, InvalidValueError
 */
function messageOf(data: Buffer, isBinary: boolean, limit: number): PageMessage {
  if (isBinary) throw new RefusedError("The page sent bytes where text is spoken.", reload);
  if (data.length > limit)
    throw new RefusedError(
      `The page sent a message of ${data.length} bytes; the most is ${limit}.`,
      "Measure fewer images or samples in a block.",
    );
  const text = data.toString("utf8");
  const version = versionSchema.safeParse(parsed(text));
  if (version.success && version.data.protocol !== protocolVersion)
    throw new RefusedError(
      `The page speaks protocol ${version.data.protocol}, this server ${protocolVersion}.`,
      "Reload the page without its cache.",
    );
  return checkJson(pageMessageSchema, text, "message of the page");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusalOf(error: unknown): { reason: string; remedy: string } {
  if (error instanceof RefusedError) return error;
  if (error instanceof InvalidValueError)
    return { reason: error.message.slice(0, 1_000), remedy: reload };
  throw error;
}

function send(socket: WebSocket, message: ServerMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

/** Ends a connection whose other end has gone without a word. */
function keepAlive(socket: WebSocket, everyMs: number): () => void {
  let answered = true;
  socket.on("pong", () => (answered = true));
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, everyMs);
  return () => clearInterval(timer);
}

function answersPing(socket: WebSocket, withinMs: number): Promise<boolean> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve(false);
  return new Promise((resolve) => {
    const settle = (alive: boolean) => {
      clearTimeout(timer);
      socket.off("pong", pong);
      socket.off("close", closed);
      resolve(alive);
    };
    const pong = () => settle(true);
    const closed = () => settle(false);
    const timer = setTimeout(() => settle(false), withinMs);
    socket.once("pong", pong);
    socket.once("close", closed);
    socket.ping();
  });
}
