import { once } from "node:events";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

/** The way between a browser and a server on this machine, on which requests get lost. */
export interface LossyProxy {
  /** For the browser's `--proxy-server`. */
  readonly proxy: string;
  /** Paths of what was lost so far, and when that began. */
  readonly lost: ReadonlyMap<string, number>;
  /** From now on the first requests for each path get no answer; sockets stay. */
  loseFirsts(): void;
  close(): Promise<void>;
}

/** From the first request for a path on, in ms: what a browser itself tries again at once is lost, too. */
const lossyMs = 150;

export async function openLossyProxy(): Promise<LossyProxy> {
  const lost = new Map<string, number>();
  const streams = new Set<Duplex>();
  let isLossy = false;
  const server = createServer(({ url = "", method, headers, socket }, response) => {
    const { pathname, hostname, port, search } = new URL(url);
    const since = lost.get(pathname) ?? performance.now();
    if (isLossy && performance.now() < since + lossyMs) {
      lost.set(pathname, since);
      socket.destroy();
      return;
    }
    const on = request({ hostname, port, method, headers, path: pathname + search }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    on.on("error", () => socket.destroy());
    on.end();
  });
  // Chromium asks for a tunnel for its sockets alone.
  server.on("connect", ({ url = "" }, client: Duplex) => {
    const [host, port] = url.split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(target).pipe(client);
    });
    for (const stream of [client, target]) {
      streams.add(stream);
      stream.on("error", () => stream.destroy());
    }
    target.on("close", () => client.destroy());
    client.on("close", () => target.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return {
    proxy: `127.0.0.1:${address.port}`,
    lost,
    loseFirsts() {
      isLossy = true;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      for (const stream of streams) stream.destroy();
      await once(server, "close");
    },
  };
}
