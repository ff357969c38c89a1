import { isIPv6 } from "node:net";

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
