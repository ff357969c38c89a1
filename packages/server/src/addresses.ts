import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";
import { KnownError } from "@vmoe-bench/contracts";

/** There is no network that a phone could come over. */
function noNetworkError(): KnownError {
  return new KnownError(
    "no-network",
    "This machine has no address on a local network.",
    "Connect it to the network that the phone is on, or give an address with --host.",
  );
}

/** At least one. */
type Addresses = readonly [string, ...string[]];

/** A computer's own network cards come before those of containers and virtual machines. */
function rankOf({ name }: { readonly name: string }): number {
  return /^(en|eth|wl|ww|Wi-?Fi|Ethernet)/i.test(name) ? 0 : 1;
}

/**
 * The addresses that others reach this machine by, the likeliest for a phone first.
 * @throws `no-network`
 */
export function lanAddresses(
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): Addresses {
  const all = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.map((info) => ({ name, ...info })),
  );
  const usable = all.filter(
    ({ family, internal, address }) =>
      family === "IPv4" && !internal && !address.startsWith("169.254."),
  );
  const sorted = usable.toSorted((a, b) => rankOf(a) - rankOf(b));
  const [best, ...others] = sorted.map(({ address }) => address);
  if (best === undefined) throw noNetworkError();
  return [best, ...others];
}

/**
 * Where a server that listens on this address is found.
 * @throws `no-network`
 */
export function addressesOf(host: string, interfaces = networkInterfaces()): Addresses {
  return host === "0.0.0.0" ? lanAddresses(interfaces) : [host];
}
