import type { NetworkInterfaceInfo } from "node:os";
import { expect, it } from "vitest";
import { addressesOf, lanAddresses } from "./addresses.ts";

const at = (address: string, internal = false): NetworkInterfaceInfo => ({
  address,
  netmask: "255.255.255.0",
  mac: "00:00:00:00:00:00",
  internal,
  cidr: `${address}/24`,
  family: "IPv4",
});

it("takes a network card before what containers and virtual machines bring", () => {
  expect(
    lanAddresses({
      lo: [at("127.0.0.1", true)],
      docker0: [at("172.17.0.1")],
      wlp2s0: [at("169.254.1.1"), at("192.168.1.20")],
      eth0: [at("10.0.0.5")],
    }),
  ).toEqual(["192.168.1.20", "10.0.0.5", "172.17.0.1"]);
});

it("takes what there is", () => {
  expect(lanAddresses({ lo: [at("127.0.0.1", true)], tun0: [at("10.8.0.2")] })).toEqual([
    "10.8.0.2",
  ]);
});

it("says that there is no network", () => {
  expect(() => lanAddresses({ lo: [at("127.0.0.1", true)], eth0: [at("169.254.7.7")] })).toThrow(
    "This machine has no address on a local network.",
  );
});

it("finds a server on the address that it listens on, or on all", () => {
  const interfaces = { eth0: [at("10.0.0.5")], wlan0: [at("192.168.1.20")] };
  expect(addressesOf("10.0.0.5", interfaces)).toEqual(["10.0.0.5"]);
  expect(addressesOf("0.0.0.0", interfaces)).toEqual(["10.0.0.5", "192.168.1.20"]);
});
