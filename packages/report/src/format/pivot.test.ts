import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import { wholeRun, withLatency } from "../testing/run.ts";
import { pivotOf } from "./pivot.ts";
import { drawText } from "./terminal.ts";
import { plain } from "./text.ts";

const here = summarise(wholeRun());
const there = {
  ...summarise(wholeRun({ denseMs: 2, sparseMs: 1.5, deviceName: "A phone" })),
  device: { id: "phone", name: "A phone", threads: 1 },
};
const text = (...args: Parameters<typeof pivotOf>) =>
  drawText(pivotOf(...args), { width: 80, paint: plain });

test("devices side by side", () => {
  expect(text([here, there], "device")).toMatchInlineSnapshot(`
    "By device, backend ort-node/cpu, batch 1, threads 1, scenario single-stream,
    data fashion-mnist, test

    Top-1 in %, 95 % interval
    model       strategy             two-cores                 phone
    ----------  --------  --------------------  --------------------
    dense-6x64  dense     90.00 [59.58, 98.21]  90.00 [59.58, 98.21]
    vmoe-6x64   gather        100 [72.25, 100]      100 [72.25, 100]

    Median latency of a batch of 1 in ms
    model       strategy  two-cores  phone
    ----------  --------  ---------  -----
    dense-6x64  dense         0.458   2.00
    vmoe-6x64   gather        0.504   1.50

    Latency over the dense baseline's, 95 % interval
    model      strategy          two-cores              phone
    ---------  --------  -----------------  -----------------
    vmoe-6x64  gather    1.10 [1.10, 1.10]  0.75 [0.75, 0.75]

    two-cores: Two cores
    phone: A phone
    "
  `);
});

test("models side by side: the dense model stands beside each strategy", () => {
  expect(text([here], "model")).toMatchInlineSnapshot(`
    "By model, device two-cores, backend ort-node/cpu, strategy gather, batch 1,
    threads 1, scenario single-stream, data fashion-mnist, test

    Top-1 in %, 95 % interval
              dense-6x64         vmoe-6x64
    --------------------  ----------------
    90.00 [59.58, 98.21]  100 [72.25, 100]

    Median latency of a batch of 1 in ms
    dense-6x64  vmoe-6x64
    ----------  ---------
         0.458      0.504

    Latency over the dense baseline's, 95 % interval
            vmoe-6x64
    -----------------
    1.10 [1.10, 1.10]

    two-cores: Two cores
    "
  `);
});

test("two runs of the same are told apart, and what was not measured is no column", () => {
  const again = { ...summarise(withLatency(wholeRun(), (m) => m)), runId: "run-2" };
  expect(text([here, again], "run")).toMatchInlineSnapshot(`
    "By run, device two-cores, backend ort-node/cpu, batch 1, threads 1, scenario
    single-stream, data fashion-mnist, test

    Top-1 in %, 95 % interval
    model       strategy                 run-1                 run-2
    ----------  --------  --------------------  --------------------
    dense-6x64  dense     90.00 [59.58, 98.21]  90.00 [59.58, 98.21]
    vmoe-6x64   gather        100 [72.25, 100]      100 [72.25, 100]

    Median latency of a batch of 1 in ms
    model       strategy  run-1  run-2
    ----------  --------  -----  -----
    dense-6x64  dense     0.458  0.458
    vmoe-6x64   gather    0.504  0.504

    Latency over the dense baseline's, 95 % interval
    model      strategy              run-1              run-2
    ---------  --------  -----------------  -----------------
    vmoe-6x64  gather    1.10 [1.10, 1.10]  1.10 [1.10, 1.10]

    two-cores: Two cores
    "
  `);
});

test("backends and strategies side by side", () => {
  expect(text([here], "backend")).toMatchInlineSnapshot(`
    "By backend, device two-cores, batch 1, threads 1, scenario single-stream, data
    fashion-mnist, test

    Top-1 in %, 95 % interval
    model       strategy          ort-node/cpu
    ----------  --------  --------------------
    dense-6x64  dense     90.00 [59.58, 98.21]
    vmoe-6x64   gather        100 [72.25, 100]

    Median latency of a batch of 1 in ms
    model       strategy  ort-node/cpu
    ----------  --------  ------------
    dense-6x64  dense            0.458
    vmoe-6x64   gather           0.504

    Latency over the dense baseline's, 95 % interval
    model      strategy       ort-node/cpu
    ---------  --------  -----------------
    vmoe-6x64  gather    1.10 [1.10, 1.10]

    two-cores: Two cores
    "
  `);
  expect(text([here], "strategy")).toMatchInlineSnapshot(`
    "By strategy, device two-cores, backend ort-node/cpu, batch 1, threads 1,
    scenario single-stream, data fashion-mnist, test

    Top-1 in %, 95 % interval
    model                      dense            gather
    ----------  --------------------  ----------------
    dense-6x64  90.00 [59.58, 98.21]                 -
    vmoe-6x64                      -  100 [72.25, 100]

    Median latency of a batch of 1 in ms
    model       dense  gather
    ----------  -----  ------
    dense-6x64  0.458       -
    vmoe-6x64       -   0.504

    Latency over the dense baseline's, 95 % interval
    model                 gather
    ---------  -----------------
    vmoe-6x64  1.10 [1.10, 1.10]

    two-cores: Two cores
    "
  `);
});

test("an invalid row makes no claim, and the remarks say why", () => {
  const wrong = (summary: typeof here): typeof here => ({
    ...summary,
    rows: summary.rows.map((row) =>
      row.baseline === null
        ? row
        : {
            ...row,
            verdict: "no-claim",
            validity: {
              level: "invalid",
              reasons: [{ code: "disagrees-with-reference", detail: "" }],
              notes: [],
            },
          },
    ),
  });
  const { tables, remarks } = pivotOf([wrong(here), there], "device");
  expect(tables.at(-1)?.rows).toEqual([["vmoe-6x64", "gather", "no claim", "0.75 [0.75, 0.75]"]]);
  expect(remarks.filter((text) => text.includes("disagrees-with-reference"))).toEqual([
    expect.stringMatching(/^two-cores, run-1: vmoe-6x64 on ort-node\/cpu .*: invalid/),
  ]);
});

test("a dense model stands beside the strategies of its own precision", () => {
  const int8 = (summary: typeof here): typeof here => ({
    ...summary,
    rows: summary.rows.map((row) => ({ ...row, arm: { ...row.arm, precision: "int8" } })),
  });
  const both = { ...here, rows: [...here.rows, ...int8(there).rows] };
  const { tables, heading } = pivotOf([both], "model");
  expect(heading).not.toContain("run");
  expect(tables.find(({ title }) => title.startsWith("Median"))?.rows).toEqual([
    ["gather", "0.458", "0.504"],
    ["gather int8", "2.00", "1.50"],
  ]);
});

test("different thread counts never share a row", () => {
  const threads = (summary: typeof here, n: number) => ({
    ...summary,
    rows: summary.rows.map((row) => ({ ...row, arm: { ...row.arm, threads: n } })),
  });
  const [table] = pivotOf([threads(here, 1), threads(there, 2)], "device").tables;
  expect(table?.columns.map(({ name }) => name)).toContain("threads");
  expect(table?.rows).toHaveLength(4);
});

test("nothing is a heading alone", () => {
  expect(pivotOf([], "device")).toEqual({ heading: "By device", tables: [], remarks: [] });
});
