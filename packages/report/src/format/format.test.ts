import type { Measurement } from "@vmoe-bench/contracts";
import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import { withEnds, wholeRun } from "../testing/run.ts";
import { renderCsv } from "./csv.ts";
import { renderMarkdown } from "./markdown.ts";
import { safeText } from "./text.ts";
import { renderTable } from "./terminal.ts";

const whole = summarise(wholeRun());
const broken = summarise(
  withEnds(wholeRun(), {
    1: "unsupported",
    3: "unsupported",
    4: "unsupported",
    5: "failed",
    7: null,
  }),
);

test("the terminal table", () => {
  expect(renderTable(whole)).toMatchInlineSnapshot(`
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
     dense     90.00 [59.58,98.21]   0.458  0.462                 -  baseline  valid
    vmoe-6x64, ort-node/cpu:
     gather        100 [72.25,100]   0.504  0.508  1.10 [1.10,1.10]  slower    valid

    Beside the reference: outputs that agree, top-1 in % of its own, images that one
    alone has right, McNemar's p
     strategy     agree  largest   top-1  only this  only reference    p   N
     --------  --------  -------  ------  ---------  --------------  ---  --
    dense-6x64, ort-node/cpu:
     dense     10 of 10   1.0e-6  100.00          0               0  1.0  10
    vmoe-6x64, ort-node/cpu:
     gather    10 of 10   1.0e-6  100.00          0               0  1.0  10

    Again: vmoe-bench run default --seed 1 (one row alone: its command is in
      --format csv or json)
    "
  `);
});

test("the terminal table of a run with gaps", () => {
  expect(renderTable(broken)).toMatchInlineSnapshot(`
    "UNFINISHED: 3 of 8 blocks completed; what follows may still change. Suite
    default (quick) on Two cores, fashion-mnist, test, 2026-01-02T03:04:05.678Z

    Cost of one image: M FLOPs as 2 x MAC + elementwise, M parameters, file of the
    weights in MB
     strategy  dense-equivalent      active    executed  params  active params    MB
     --------  ----------------  ----------  ----------  ------  -------------  ----
    dense-6x64:
     dense           52.7 + 1.3  52.7 + 1.3  52.7 + 1.3   0.312          0.312  1.25

    Measured: top-1 in % of 10 images, latency of a batch of 1 in ms, 1 thread
     strategy         top-1 [95 %]  median    p90  x dense [95 %]  verdict
     --------  -------------------  ------  -----  --------------  -----------
    dense-6x64, ort-node/cpu:
     dense     90.00 [59.58,98.21]   0.458  0.462               -  baseline
    vmoe-6x64, ort-node/cpu:
     gather                      -       -      -               -  unsupported

     strategy  trust
     --------  -----
    dense-6x64, ort-node/cpu:
     dense     semi
    vmoe-6x64, ort-node/cpu:
     gather    -
    semi: semi-valid

    Beside the reference: outputs that agree, top-1 in % of its own, images that one
    alone has right, McNemar's p
     strategy     agree  largest   top-1  only this  only reference    p   N
     --------  --------  -------  ------  ---------  --------------  ---  --
    dense-6x64, ort-node/cpu:
     dense     10 of 10   1.0e-6  100.00          0               0  1.0  10

    3 of 8 blocks completed: 3 unsupported, 1 failed, 1 not run.
    dense-6x64 on ort-node/cpu (dense, batch 1): It fell over. Run it again.
    vmoe-6x64 on ort-node/cpu (gather, batch 1): There is no driver. Install it.
    dense-6x64 on ort-node/cpu (dense, batch 1): semi-valid, too-few-samples: It has
      fewer samples or rounds than its profile asks for.
    dense-6x64 on ort-node/cpu (dense, batch 1): semi-valid, too-short: It was
      measured for less time than its profile asks for.
    Again: vmoe-bench run default --seed 1 (one row alone: its command is in
      --format csv or json)
    "
  `);
});

test("a run of which nothing was run", () => {
  const { manifest } = wholeRun();
  expect(renderTable(summarise({ manifest, records: [], end: undefined }))).toMatchInlineSnapshot(`
    "UNFINISHED: 0 of 8 blocks completed; what follows may still change. Suite
    default (quick) on Two cores, fashion-mnist, test, 2026-01-02T03:04:05.678Z

    Measured: top-1 in %, latency of a batch of 1 in ms, 1 thread
     strategy  top-1 [95 %]  median  p90  x dense [95 %]  verdict  trust
     --------  ------------  ------  ---  --------------  -------  -----
    dense-6x64, ort-node/cpu:
     dense                -       -    -               -  not run  -
    vmoe-6x64, ort-node/cpu:
     gather               -       -    -               -  not run  -

    0 of 8 blocks completed: 8 not run.
    Again: vmoe-bench run default --seed 1 (one row alone: its command is in
      --format csv or json)
    "
  `);
});

function firstFive(measurement: Measurement): Measurement {
  if (measurement.kind !== "accuracy") return measurement;
  const { labels, predicted } = measurement;
  return { ...measurement, labels: labels.slice(0, 5), predicted: predicted.slice(0, 5) };
}

test("batch and N have columns where they differ", () => {
  const { manifest, records } = wholeRun();
  const batched = summarise({
    end: undefined,
    manifest: {
      ...manifest,
      blocks: manifest.blocks.map((block) =>
        block.id === "0002" ? { ...block, arm: { ...block.arm, batch: 8 } } : block,
      ),
    },
    records: records.map((record) =>
      record.position === 1 && record.status === "completed"
        ? { ...record, measurement: firstFive(record.measurement) }
        : record,
    ),
  });
  expect(renderTable(batched)).toMatchInlineSnapshot(`
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

    Measured: top-1 in %, latency of a batch in ms, 1 thread
     strategy  batch         top-1 [95 %]   N  median    p90    x dense [95 %]
     --------  -----  -------------------  --  ------  -----  ----------------
    dense-6x64, ort-node/cpu:
     dense         1  90.00 [59.58,98.21]  10   0.458  0.462                 -
     dense         8  90.00 [59.58,98.21]  10   0.458  0.462                 -
    vmoe-6x64, ort-node/cpu:
     gather        1      100 [56.55,100]   5   0.504  0.508  1.10 [1.10,1.10]

     strategy  batch  verdict   trust
     --------  -----  --------  -----
    dense-6x64, ort-node/cpu:
     dense         1  baseline  semi
     dense         8  baseline  semi
    vmoe-6x64, ort-node/cpu:
     gather        1  slower    valid
    semi: semi-valid

    Beside the reference: outputs that agree, top-1 in % of its own, images that one
    alone has right, McNemar's p
     strategy     agree  largest   top-1  only this  only reference    p   N
     --------  --------  -------  ------  ---------  --------------  ---  --
    dense-6x64, ort-node/cpu:
     dense     10 of 10   1.0e-6  100.00          0               0  1.0  10
    vmoe-6x64, ort-node/cpu:
     gather    10 of 10   1.0e-6  100.00          0               0  1.0   5

    dense-6x64 on ort-node/cpu (dense, batch 1); dense-6x64 on ort-node/cpu (dense,
      batch 8): semi-valid, too-few-samples: It has fewer samples or rounds than its
      profile asks for.
    dense-6x64 on ort-node/cpu (dense, batch 1); dense-6x64 on ort-node/cpu (dense,
      batch 8): semi-valid, too-short: It was measured for less time than its
      profile asks for.
    Again: vmoe-bench run default --seed 1 (one row alone: its command is in
      --format csv or json)
    "
  `);
});

test("Markdown", () => {
  expect(renderMarkdown(broken)).toMatchInlineSnapshot(`
    "**UNFINISHED: 3 of 8 blocks completed; what follows may still change. Suite default (quick) on Two cores, fashion-mnist, test, 2026-01-02T03:04:05.678Z**

    Cost of one image: M FLOPs as 2 x MAC + elementwise, M parameters, file of the weights in MB

    | model | strategy | dense-equivalent | active | executed | params | active params | MB |
    | :-- | :-- | --: | --: | --: | --: | --: | --: |
    | dense-6x64 | dense | 52.7 + 1.3 | 52.7 + 1.3 | 52.7 + 1.3 | 0.312 | 0.312 | 1.25 |

    Measured: top-1 in % of 10 images, latency of a batch of 1 in ms, 1 thread

    | model | backend | strategy | top-1 \\[95 %\\] | median | p90 | x dense \\[95 %\\] | verdict | trust |
    | :-- | :-- | :-- | --: | --: | --: | --: | :-- | :-- |
    | dense-6x64 | ort-node/cpu | dense | 90.00 \\[59.58, 98.21\\] | 0.458 | 0.462 | - | baseline | semi-valid |
    | vmoe-6x64 | ort-node/cpu | gather | - | - | - | - | unsupported | - |

    Beside the reference: outputs that agree, top-1 in % of its own, images that one alone has right, McNemar's p

    | model | backend | strategy | agree | largest | top-1 | only this | only reference | p | N |
    | :-- | :-- | :-- | --: | --: | --: | --: | --: | --: | --: |
    | dense-6x64 | ort-node/cpu | dense | 10 of 10 | 1.0e-6 | 100.00 | 0 | 0 | 1.0 | 10 |

    - 3 of 8 blocks completed: 3 unsupported, 1 failed, 1 not run.
    - dense-6x64 on ort-node/cpu (dense, batch 1): It fell over. Run it again.
    - vmoe-6x64 on ort-node/cpu (gather, batch 1): There is no driver. Install it.
    - dense-6x64 on ort-node/cpu (dense, batch 1): semi-valid, too-few-samples: It has fewer samples or rounds than its profile asks for.
    - dense-6x64 on ort-node/cpu (dense, batch 1): semi-valid, too-short: It was measured for less time than its profile asks for.
    - Again: vmoe-bench run default --seed 1 (one row alone: its command is in --format csv or json)
    "
  `);
});

test("CSV", () => {
  expect(renderCsv([whole])).toMatchInlineSnapshot(`
    "run,device,suite,profile,dataset,started_at,model,backend,strategy,precision,expert_cap,batch,threads,scenario,data,control,top1,top1_low_95,top1_high_95,top1_images,flops_dense_equivalent_2mac,flops_dense_equivalent_elementwise,flops_active_2mac,flops_active_elementwise,flops_executed_2mac,flops_executed_elementwise,parameters_total,parameters_active,file_bytes,artifact_bytes,samples,median_ms,p90_ms,p99_ms,images_per_second,frames_due,frames_dropped,load_ms,first_ms,peak_bytes,model_bytes,read_before_first_bytes,read_bytes,touched_bytes,cold_ms,first_ever_ms,minute_medians_ms,reference_images,reference_differing,reference_largest_difference,top1_part_of_reference,proofs,baseline,ratio,ratio_low_95,ratio_high_95,verdict,validity,validity_reasons,unfinished,blocks_completed,blocks_planned,reasons,command
    run-1,two-cores,default,quick,"fashion-mnist, test",2026-01-02T03:04:05.678Z,dense-6x64,ort-node/cpu,dense,float32,,1,1,single-stream,,none,0.9,0.5958499732047615,0.9821237869049271,10,52700000,1300000,52700000,1300000,52700000,1300000,312000,312000,1250000,1300000,300,0.4580000000000001,0.461664,,25,,,12,3,,,,,,,,,10,0,0.000001,1,,,,,,baseline,valid,,no,4,4,,vmoe-bench run default --seed 1 --only 'dense-6x64@ort-node/cpu dense b1 t1'
    run-1,two-cores,default,quick,"fashion-mnist, test",2026-01-02T03:04:05.678Z,vmoe-6x64,ort-node/cpu,gather,float32,,1,1,single-stream,,none,1,0.7224672001371107,1,10,80200000,1300000,52800000,1300000,52800000,1300000,711000,313000,2850000,1300000,300,0.504,0.5080319999999999,,25,,,12,3,,,,,,,,,10,0,0.000001,1,,dense-6x64,1.1004366812227073,1.1004366812227073,1.1004366812227073,1.10x slower,valid,,no,4,4,,vmoe-bench run default --seed 1 --only 'vmoe-6x64@ort-node/cpu gather b1 t1'
    "
  `);
});

/** The first row's model and what follows it. */
function line(csv: string): string | undefined {
  return csv
    .slice(csv.indexOf("\r\n") + 2)
    .split(".678Z,")[1]
    ?.slice(0, 30);
}

test("names are text, not markup, formulas or control codes", () => {
  const named = { ...whole, rows: whole.rows.slice(0, 1) };
  const evil = (model: string) => ({
    ...named,
    rows: named.rows.map((row) => ({ ...row, arm: { ...row.arm, model } })),
  });
  expect(line(renderCsv([evil('=HYPERLINK("x"),1')]))).toBe(`"'=HYPERLINK(""x""),1",ort-nod`);
  expect(line(renderCsv([evil("-1+1")]))).toMatch(/^'-1\+1,/);
  expect(line(renderCsv([evil("@a\r\nb")]))).toMatch(/^"'@a/);
  expect(renderMarkdown(evil("<b>|*x*"))).toContain("| \\<b\\>\\|\\*x\\* |");
  expect(renderTable(evil("a\u001B[31mb\u202Ec\nd"))).toContain("a [31mb c d");
});

test("a text stays on one line, with nothing that turns it", () => {
  expect(safeText(" a\t\n b\u0000\u2066c\u2028d ")).toBe("a b c d");
});
