import { expect, it } from "vitest";
import { StatusLine } from "../terminal/print.ts";
import { Board, joinText } from "./screen.ts";

it("shows all devices on one line, below the lines that stay", () => {
  const written: string[] = [];
  const terminal = { isTTY: true, columns: 80, write: (text: string) => written.push(text) > 0 };
  const board = new Board(new StatusLine(terminal));
  const [a, b] = [
    { id: "a", name: "Pixel" },
    { id: "b", name: "iPhone" },
  ] as const;
  board.update(a, "10 %");
  board.update(b, "20 %");
  board.line("Pixel: is back.");
  board.update(a, "1\u001B[2J");
  board.remove(a);
  const clear = "\r\u001B[2K";
  expect(written).toEqual([
    `${clear}Pixel: 10 %`,
    `${clear}Pixel: 10 % | iPhone: 20 %`,
    clear,
    "Pixel: is back.\n",
    `${clear}Pixel: 10 % | iPhone: 20 %`,
    `${clear}Pixel: 1 [2J | iPhone: 20 %`,
    clear,
    `${clear}iPhone: 20 %`,
  ]);
});

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
