import { once } from "node:events";
import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";

/** The way between a browser and the server, which can be cut. */
export interface Network {
  /** For the browser's `--proxy-server`. */
  readonly proxy: string;
  /** Ends every connection, and lets no new one through. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A proxy on this machine for tunnels to this machine. */
export async function openNetwork(): Promise<Network> {
  const sockets = new Set<Duplex>();
  let isCut = false;
  const keep = (socket: Duplex) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer();
  server.on("connection", keep);
  server.on("connect", ({ url = "" }, client: Duplex) => {
    const [host, port] = url.split(":");
    if (isCut || host !== "127.0.0.1") {
      client.destroy();
      return;
    }
    const target: Socket = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      client.pipe(target).pipe(client);
    });
    keep(target);
    target.on("close", () => client.destroy());
    client.on("close", () => target.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  const end = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    proxy: `127.0.0.1:${address.port}`,
    cut() {
      isCut = true;
      end();
    },
    mend() {
      isCut = false;
    },
    async close() {
      server.close();
      end();
      await once(server, "close");
    },
  };
}
