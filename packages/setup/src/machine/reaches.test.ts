import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { reaches } from "./this-machine.ts";

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return portOf(server.address());
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new Error("not a port");
  return address.port;
}

/** A proxy that answers every CONNECT so. */
async function proxy(answer: string): Promise<{ url: string; asked: () => string | undefined }> {
  let asked: string | undefined;
  const server = createServer();
  server.on("connect", (request, socket) => {
    asked = request.url;
    socket.end(`HTTP/1.1 ${answer}\r\n\r\n`);
  });
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}`, asked: () => asked };
}

test("a host that answers anything is reached", async () => {
  const server = createServer((_request, response) => response.writeHead(404).end());
  expect(await reaches(`http://127.0.0.1:${await listen(server)}/`, {})).toBe(true);
});

test("a host that refuses is not", async () => {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => {
    server.close(resolve);
  });
  expect(await reaches(`http://127.0.0.1:${port}/`, {})).toBe(false);
});

test("through a proxy it is what the proxy says", async () => {
  const open = await proxy("200 Connection established");
  expect(await reaches("https://files.example/", { HTTPS_PROXY: open.url })).toBe(true);
  expect(open.asked()).toBe("files.example:443");
  const closed = await proxy("403 Forbidden");
  expect(await reaches("https://files.example/", { https_proxy: closed.url })).toBe(false);
  expect(await reaches("https://files.example/", { HTTPS_PROXY: "no url" })).toBe(false);
});

test("an abort is passed on", async () => {
  const stop = new AbortController();
  const server = createServer(() => stop.abort(new Error("enough")));
  const url = `http://127.0.0.1:${await listen(server)}/`;
  await expect(reaches(url, {}, stop.signal)).rejects.toThrow("enough");
});
