import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import { wholeRun } from "../testing/run.ts";
import { renderCsv } from "./csv.ts";
import { costTable } from "./tables.ts";

const whole = summarise(wholeRun());
const unknown = {
  ...whole,
  rows: whole.rows.map((row) => ({
    ...row,
    cost: row.cost && { ...row.cost, flops: { unknownOperators: ["Loop", "com.example.Magic"] } },
  })),
};

test("FLOPs that can't be counted name the operators, and no number stands for them", () => {
  const [line] = costTable(unknown).rows;
  expect(line?.slice(2, 5)).toEqual(["unknown: Loop, com.example.Magic", "unknown", "unknown"]);
});

test("they are empty fields in CSV", () => {
  const [, line] = renderCsv([unknown]).split("\r\n");
  // Ten images, then three counts of two numbers, then 0.312 M parameters.
  expect(line).toContain(",10,,,,,,,312000,");
});
