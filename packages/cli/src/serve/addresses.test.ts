import type { NetworkInterfaceInfo } from "node:os";
import { expect, it } from "vitest";
import { lanAddress } from "./addresses.ts";

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
    lanAddress({
      lo: [at("127.0.0.1", true)],
      docker0: [at("172.17.0.1")],
      wlp2s0: [at("169.254.1.1"), at("192.168.1.20")],
    }),
  ).toBe("192.168.1.20");
});

it("takes what there is", () => {
  expect(lanAddress({ lo: [at("127.0.0.1", true)], tun0: [at("10.8.0.2")] })).toBe("10.8.0.2");
});

it("says that there is no network", () => {
  expect(() => lanAddress({ lo: [at("127.0.0.1", true)], eth0: [at("169.254.7.7")] })).toThrow(
    "This machine has no address on a local network.",
  );
});
