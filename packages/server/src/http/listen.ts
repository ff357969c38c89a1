import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import type { FastifyInstance } from "fastify";
import { cannotListenError, portInUseError } from "../errors.ts";

/**
 * @returns the port
 * @throws `port-in-use`, `cannot-listen`
 */
export async function listen(http: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await http.listen({ host, port });
  } catch (error) {
    await http.close();
    if (systemErrorCode(error) === "EADDRINUSE") throw portInUseError(host, port);
    throw cannotListenError(host, port, messageOf(error));
  }
  const address = http.server.address();
  if (address === null || typeof address === "string")
    throw cannotListenError(host, port, "it has no port");
  return address.port;
}
