import { KnownError, messageOf, systemErrorCode } from "@vmoe-bench/contracts";
import type { FastifyInstance } from "fastify";
import { isIPv6 } from "node:net";

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

const loopback = ["localhost", "127.0.0.1", "::1"];

/** What may stand in a Host header: the names of this server, with its port. */
export function allowedHosts(names: readonly string[], port: number): string[] {
  const all = [...loopback, ...names].map((name) => hostInUrl(name.toLowerCase()));
  // Browsers leave out the scheme's own port.
  const bare = port === 80 || port === 443 ? all : [];
  return [...all.map((name) => `${name}:${port}`), ...bare];
}

/** An IPv6 address stands in brackets. */
export function hostInUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

/** Something else listens there. */
function portInUseError(host: string, port: number): KnownError {
  return new KnownError(
    "port-in-use",
    `Port ${port} of ${host} is in use by another program.`,
    "Stop that program, or choose another port with --port; 0 takes a free one.",
  );
}

/** The address is not one of this machine, or this user may not listen there. */
function cannotListenError(host: string, port: number, why: string): KnownError {
  return new KnownError(
    "cannot-listen",
    `The server can't listen on ${host}, port ${port}: ${why}.`,
    "Give an address of this machine with --host, and a port above 1023 with --port.",
  );
}
