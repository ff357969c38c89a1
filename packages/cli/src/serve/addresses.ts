import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";
import { KnownError } from "@vmoe-bench/contracts";

/** There is no network that a phone could come over. */
class NoNetworkError extends KnownError {
  override readonly code = "no-network";

  constructor() {
    super(
      "This machine has no address on a local network.",
      "Connect it to the network that the phone is on, or give an address with --host.",
    );
  }
}

/** A computer's own network cards come before those of containers and virtual machines. */
const physical = /^(en|eth|wl|ww|Wi-?Fi|Ethernet)/i;

/**
 * The address that a phone on the local network reaches this machine by.
 * @throws NoNetworkError
 */
export function lanAddress(
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): string {
  const all = Object.entries(interfaces).flatMap(([name, infos = []]) =>
    infos.map((info) => ({ name, ...info })),
  );
  const usable = all.filter(
    ({ family, internal, address }) =>
      family === "IPv4" && !internal && !address.startsWith("169.254."),
  );
  const best = usable.find(({ name }) => physical.test(name)) ?? usable[0];
  if (best === undefined) throw new NoNetworkError();
  return best.address;
}
