import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import { wholeRun, withEnds } from "../testing/run.ts";
import { type Paint, plain, widthOf, wrapped } from "./text.ts";
import { renderTable } from "./terminal.ts";

const whole = summarise(wholeRun());
const gaps = summarise(withEnds(wholeRun(), { 1: "unsupported", 4: "unsupported", 5: "failed" }));

test("with room every row is whole", () => {
  expect(renderTable(whole, { width: 120, paint: plain })).toMatchInlineSnapshot(`
    "Suite default (quick) on Two cores, fashion-mnist, test, 2026-01-02T03:04:05.678Z

    Cost of one image: M FLOPs as 2 x MAC + elementwise, M parameters, file of the weights in MB
    model       strategy  dense-equivalent      active    executed  params  active params    MB
    ----------  --------  ----------------  ----------  ----------  ------  -------------  ----
    dense-6x64  dense           52.7 + 1.3  52.7 + 1.3  52.7 + 1.3   0.312          0.312  1.25
    vmoe-6x64   gather          80.2 + 1.3  52.8 + 1.3  52.8 + 1.3   0.711          0.313  2.85

    Measured: top-1 in % of 10 images, latency of a batch of 1 in ms, 1 thread
    model       backend       strategy          top-1 [95 %]  median    p90     x dense [95 %]  verdict       trust
    ----------  ------------  --------  --------------------  ------  -----  -----------------  ------------  -----
    dense-6x64  ort-node/cpu  dense     90.00 [59.58, 98.21]   0.458  0.462                  -  baseline      valid
    vmoe-6x64   ort-node/cpu  gather        100 [72.25, 100]   0.504  0.508  1.10 [1.10, 1.10]  1.10x slower  valid

    Beside the reference: outputs that agree, top-1 in % of its own, images that one alone has right, McNemar's p
    model       backend       strategy     agree  largest   top-1  only this  only reference    p   N
    ----------  ------------  --------  --------  -------  ------  ---------  --------------  ---  --
    dense-6x64  ort-node/cpu  dense     10 of 10   1.0e-6  100.00          0               0  1.0  10
    vmoe-6x64   ort-node/cpu  gather    10 of 10   1.0e-6  100.00          0               0  1.0  10

    Again: vmoe-bench run default --seed 1 (one row alone: its command is in --format csv or json)
    "
  `);
});

test("80 columns: what rows share stands above them", () => {
  expect(renderTable(gaps, { width: 80, paint: plain })).toMatchInlineSnapshot(`
    "Suite default (quick) on Two cores, fashion-mnist, test,
    2026-01-02T03:04:05.678Z

    Cost of one image: M FLOPs as 2 x MAC + elementwise, M parameters, file of the
    weights in MB
     strategy  dense-equivalent      active    executed  params  active params    MB
     --------  ----------------  ----------  ----------  ------  -------------  ----
    dense-6x64:
     dense           52.7 + 1.3  52.7 + 1.3  52.7 + 1.3   0.312          0.312  1.25
    vmoe-6x64:
     gather          80.2 + 1.3  52.8 + 1.3  52.8 + 1.3   0.711          0.313  2.85

    Measured: top-1 in % of 10 images, latency of a batch of 1 in ms, 1 thread
     strategy         top-1 [95 %]  median    p90    x dense [95 %]  verdict   trust
     --------  -------------------  ------  -----  ----------------  --------  -----
    dense-6x64, ort-node/cpu:
     dense     90.00 [59.58,98.21]   0.458  0.462                 -  baseline  semi
    vmoe-6x64, ort-node/cpu:
     gather                      -   0.504  0.508  1.10 [1.10,1.10]  slower    semi
    semi: semi-valid

    Beside the reference: outputs that agree, top-1 in % of its own, images that one
    alone has right, McNemar's p
     strategy     agree  largest   top-1  only this  only reference    p   N
     --------  --------  -------  ------  ---------  --------------  ---  --
    dense-6x64, ort-node/cpu:
     dense     10 of 10   1.0e-6  100.00          0               0  1.0  10

    5 of 8 blocks completed: 2 unsupported, 1 failed.
    dense-6x64 on ort-node/cpu (dense, batch 1): It fell over. Run it again.
    vmoe-6x64 on ort-node/cpu (gather, batch 1): There is no driver. Install it.
    all rows: semi-valid, too-few-samples: It has fewer samples or rounds than its
      profile asks for.
    all rows: semi-valid, too-short: It was measured for less time than its profile
      asks for.
    vmoe-6x64 on ort-node/cpu (gather, batch 1): semi-valid, not-compared: Its
      outputs were not compared with the reference interpreter's.
    Again: vmoe-bench run default --seed 1 (one row alone: its command is in
      --format csv or json)
    "
  `);
});

test("40 columns: columns go below each other, and no number is broken", () => {
  expect(renderTable(gaps, { width: 40, paint: plain })).toMatchInlineSnapshot(`
    "Suite default (quick) on Two cores,
    fashion-mnist, test,
    2026-01-02T03:04:05.678Z

    Cost of one image: M FLOPs as 2 x MAC +
    elementwise, M parameters, file of the
    weights in MB
     strategy   dense-eq.      active
     --------  ----------  ----------
    dense-6x64:
     dense     52.7 + 1.3  52.7 + 1.3
    vmoe-6x64:
     gather    80.2 + 1.3  52.8 + 1.3

     strategy    executed  params  active p.
     --------  ----------  ------  ---------
    dense-6x64:
     dense     52.7 + 1.3   0.312      0.312
    vmoe-6x64:
     gather    52.8 + 1.3   0.711      0.313

     strategy    MB
     --------  ----
    dense-6x64:
     dense     1.25
    vmoe-6x64:
     gather    2.85
    dense-eq.: dense-equivalent; active p.:
    active params

    Measured: top-1 in % of 10 images,
    latency of a batch of 1 in ms, 1 thread
     strategy         top-1 [95 %]  median
     --------  -------------------  ------
    dense-6x64, ort-node/cpu:
     dense     90.00 [59.58,98.21]   0.458
    vmoe-6x64, ort-node/cpu:
     gather                      -   0.504

     strategy    p90    x dense [95 %]
     --------  -----  ----------------
    dense-6x64, ort-node/cpu:
     dense     0.462                 -
    vmoe-6x64, ort-node/cpu:
     gather    0.508  1.10 [1.10,1.10]

     strategy  verdict   trust
     --------  --------  -----
    dense-6x64, ort-node/cpu:
     dense     baseline  semi
    vmoe-6x64, ort-node/cpu:
     gather    slower    semi
    semi: semi-valid

    Beside the reference: outputs that
    agree, top-1 in % of its own, images
    that one alone has right, McNemar's p
     strategy     agree  largest   top-1
     --------  --------  -------  ------
    dense-6x64, ort-node/cpu:
     dense     10 of 10   1.0e-6  100.00

     strategy  only this  only reference
     --------  ---------  --------------
    dense-6x64, ort-node/cpu:
     dense             0               0

     strategy    p   N
     --------  ---  --
    dense-6x64, ort-node/cpu:
     dense     1.0  10

    5 of 8 blocks completed: 2 unsupported,
      1 failed.
    dense-6x64 on ort-node/cpu (dense, batch
      1): It fell over. Run it again.
    vmoe-6x64 on ort-node/cpu (gather, batch
      1): There is no driver. Install it.
    all rows: semi-valid, too-few-samples:
      It has fewer samples or rounds than
      its profile asks for.
    all rows: semi-valid, too-short: It was
      measured for less time than its
      profile asks for.
    vmoe-6x64 on ort-node/cpu (gather, batch
      1): semi-valid, not-compared: Its
      outputs were not compared with the
      reference interpreter's.
    Again: vmoe-bench run default --seed 1
      (one row alone: its command is in
      --format csv or json)
    "
  `);
});

test("no line is longer than the terminal", () => {
  const long = summarise(
    wholeRun({ deviceName: `${"x".repeat(150)} 電話 📱 ${"word ".repeat(9)}` }),
  );
  for (let width = 32; width <= 130; width++)
    for (const summary of [whole, gaps, long]) {
      const text = renderTable(summary, { width, paint: plain });
      expect(Math.max(...text.split("\n").map(widthOf))).toBeLessThanOrEqual(width);
      expect(numbers(text)).toContain("0.458");
    }
});

const numbers = (text: string) => new Set(text.match(/\d+\.\d+/g));

test("every number of a wide table is in the narrow one", () => {
  const wide = numbers(renderTable(whole, { width: 200, paint: plain }));
  expect(numbers(renderTable(whole, { width: 32, paint: plain }))).toEqual(wide);
});

test("colour says what is good and bad, and takes no room", () => {
  const tagged: Paint = {
    heading: (text) => text,
    good: (text) => `<good>${text}</>`,
    bad: (text) => `<bad>${text}</>`,
    faint: (text) => `<faint>${text}</>`,
  };
  const text = renderTable(whole, { width: 120, paint: tagged });
  expect(text).toContain("<bad>1.10x slower</>");
  expect(text).toContain("<faint>baseline</>");
  expect(text.replaceAll(/<\/?\w*>/g, "").replaceAll(/ +$/gm, "")).toBe(
    renderTable(whole, { width: 120, paint: plain }),
  );
});

test("words are broken between letters where they must be, numbers never", () => {
  expect(wrapped("abcdef gh", 4)).toEqual(["abcd", "ef", "gh"]);
  expect(wrapped("123456.78 %", 4)).toEqual(["123456.78 %"]);
  expect(wrapped("👩‍👩‍👧👩‍👩‍👧", 2)).toEqual(["👩‍👩‍👧", "👩‍👩‍👧"]);
  expect(wrapped("one two three", 8, 2)).toEqual(["one two", "  three"]);
  expect(wrapped("", 5)).toEqual([""]);
});
