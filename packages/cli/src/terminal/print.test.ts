import { describe, expect, it } from "vitest";
import { duration, StatusLine } from "./print.ts";

function terminal(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, terminal: { isTTY, columns: 10, write } };
}

describe("StatusLine", () => {
  it("writes over one line on a terminal, cut to its width", () => {
    const { written, terminal: screen } = terminal(true);
    const status = new StatusLine(screen);
    status.update("measuring things");
    status.line("done");
    expect(written.join("")).toBe("\r\u001B[2Kmeasuring\r\u001B[2Kdone\n");
  });

  it("writes only lines that stay to a file", () => {
    const { written, terminal: file } = terminal(false);
    const status = new StatusLine(file);
    status.update("measuring");
    status.line("done");
    status.clear();
    expect(written).toEqual(["done\n"]);
  });
});

describe("duration", () => {
  it.each([
    [400, "0 s"],
    [59_400, "59 s"],
    [185_000, "3 min 05 s"],
    [7_800_000, "2 h 10 min"],
  ])("%d ms is %s", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
