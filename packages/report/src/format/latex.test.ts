import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import { wholeRun, withEnds } from "../testing/run.ts";
import { drawLatex, renderLatex } from "./latex.ts";
import { left } from "./tables.ts";

test("LaTeX", () => {
  const gaps = summarise(withEnds(wholeRun(), { 3: "failed" }));
  expect(renderLatex(gaps)).toMatchInlineSnapshot(`
    "% Suite default (quick) on Two cores, fashion-mnist, test, 2026-01-02T03:04:05.678Z
    % Needs \\usepackage{booktabs}.

    \\begin{table}
    \\centering
    \\caption{Cost of one image: M FLOPs as 2 x MAC + elementwise, M parameters, file of the weights in MB}
    \\begin{tabular}{llrrrrrr}
    \\toprule
    model & strategy & dense-equivalent & active & executed & params & active params & MB \\\\
    \\midrule
    dense-6x64 & dense & 52.7 + 1.3 & 52.7 + 1.3 & 52.7 + 1.3 & 0.312 & 0.312 & 1.25 \\\\
    vmoe-6x64 & gather & 80.2 + 1.3 & 52.8 + 1.3 & 52.8 + 1.3 & 0.711 & 0.313 & 2.85 \\\\
    \\bottomrule
    \\end{tabular}
    \\end{table}

    \\begin{table}
    \\centering
    \\caption{Measured: top-1 in \\% of 10 images, latency of a batch of 1 in ms, 1 thread}
    \\begin{tabular}{lllrrrrll}
    \\toprule
    model & backend & strategy & top-1 [95 \\%] & median & p90 & x dense [95 \\%] & verdict & trust \\\\
    \\midrule
    dense-6x64 & ort-node/cpu & dense & 90.00 [59.58, 98.21] & 0.458 & 0.462 & -- & baseline & valid \\\\
    vmoe-6x64 & ort-node/cpu & gather & 100 [72.25, 100] & 0.504 & 0.508 & 1.10 [1.10, 1.10] & 1.10x slower & semi-valid \\\\
    \\bottomrule
    \\end{tabular}
    \\end{table}

    \\begin{table}
    \\centering
    \\caption{Beside the reference: outputs that agree, top-1 in \\% of its own, images that one alone has right, McNemar's p}
    \\begin{tabular}{lllrrrrrrr}
    \\toprule
    model & backend & strategy & agree & largest & top-1 & only this & only reference & p & N \\\\
    \\midrule
    dense-6x64 & ort-node/cpu & dense & 10 of 10 & 1.0e-6 & 100.00 & 0 & 0 & 1.0 & 10 \\\\
    vmoe-6x64 & ort-node/cpu & gather & 10 of 10 & 1.0e-6 & 100.00 & 0 & 0 & 1.0 & 10 \\\\
    \\bottomrule
    \\end{tabular}
    \\end{table}

    \\begin{itemize}
    \\item 7 of 8 blocks completed: 1 failed.
    \\item vmoe-6x64 on ort-node/cpu (gather, batch 1): It fell over. Run it again.
    \\item vmoe-6x64 on ort-node/cpu (gather, batch 1): semi-valid, too-few-samples: It has fewer samples or rounds than its profile asks for.
    \\item vmoe-6x64 on ort-node/cpu (gather, batch 1): semi-valid, too-short: It was measured for less time than its profile asks for.
    \\item Again: vmoe-bench run default --seed 1 (one row alone: its command is in --format csv or json)
    \\end{itemize}
    "
  `);
});

test("names are text, not commands", () => {
  const cell = '\\input{/etc/passwd} 50% a_b $x$ #1 ~^ <|> "q" `';
  const table = {
    title: "t",
    shared: 0,
    keys: 1,
    columns: [left("a & b")],
    rows: [[cell], ["[1ex]"], ["*"]],
  };
  expect(drawLatex({ heading: "100 %", tables: [table], remarks: [] })).toMatchInlineSnapshot(`
    "% 100 %
    % Needs \\usepackage{booktabs}.

    \\begin{table}
    \\centering
    \\caption{t}
    \\begin{tabular}{l}
    \\toprule
    a \\& b \\\\
    \\midrule
    \\textbackslash{}input\\{/etc/passwd\\} 50\\% a\\_b \\$x\\$ \\#1 \\textasciitilde{}\\textasciicircum{} \\textless{}\\textbar{}\\textgreater{} \\textquotedbl{}q\\textquotedbl{} \\textasciigrave{} \\\\
    {[1ex]} \\\\
    {*} \\\\
    \\bottomrule
    \\end{tabular}
    \\end{table}
    "
  `);
});
