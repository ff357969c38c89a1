import { createServer, type RequestListener } from "node:http";
import { onTestFinished } from "vitest";

/**
 * Starts a host on this machine, which stops when the test is over.
 * @returns its address, which ends in a slash
 */
export async function startHost(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}/`;
}
