import { messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import type { FastifyInstance } from "fastify";
import { CannotListenError, PortInUseError } from "../errors.ts";

/**
 * @returns the port
 * @throws PortInUseError, CannotListenError
 */
export async function listen(http: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await http.listen({ host, port });
  } catch (error) {
    await http.close();
    if (systemErrorCode(error) === "EADDRINUSE") throw new PortInUseError(host, port);
    throw new CannotListenError(host, port, messageOf(error));
  }
  const address = http.server.address();
  if (address === null || typeof address === "string")
    throw new CannotListenError(host, port, "it has no port");
  return address.port;
}
