import { expect, it } from "vitest";
import { joinText } from "./screen.ts";

it("says how to join, what the phone will ask, and how it ends", () => {
  const text = joinText({
    url: "https://192.168.1.20:8443/?token=abc",
    otherUrls: ["https://10.0.0.5:8443/?token=abc"],
    fingerprint: "AA:BB",
    validUntil: new Date("2027-01-02T03:04:05Z"),
    about: "Suite phone (quick): 3 min 00 s at most, on each device.",
  });
  expect(text.replaceAll(/(^[ ▀▄█]+\n)+/gm, "(code)\n")).toMatchInlineSnapshot(`
    "Suite phone (quick): 3 min 00 s at most, on each device.

    (code)

    Scan the code with the phone's camera, or open this address:

    https://192.168.1.20:8443/?token=abc

    Or, on another network of this machine:

    https://10.0.0.5:8443/?token=abc

    The phone must be on the same network. It will warn that the connection is not private,
    because this machine made its certificate itself. To go on:
      Chrome, Edge, Samsung   Advanced, then Proceed
      Safari                  Show Details, then visit this website, then Visit Website
      Firefox                 Advanced, then Accept the Risk and Continue
    The certificate is this one if its SHA-256 fingerprint is
      AA:BB
    (valid until 2027-01-02)

    Keep the page open and the phone awake and on power. Whoever has the address may join;
    it is worthless when this program ends. Ctrl-C ends it; what was measured is kept.

    Waiting for devices..."
  `);
});
