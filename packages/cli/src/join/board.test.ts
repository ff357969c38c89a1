import { expect, it } from "vitest";
import { StatusLine } from "../terminal/print.ts";
import { Board } from "./screen.ts";

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
