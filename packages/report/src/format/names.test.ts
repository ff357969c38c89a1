import { expect, test } from "vitest";
import { summarise } from "../summary/summarise.ts";
import { wholeRun } from "../testing/run.ts";
import { renderBencher, renderGithubSmaller } from "./ci-benchmarks.ts";
import { renderCsv } from "./csv.ts";
import { renderLatex } from "./latex.ts";
import { renderMarkdown } from "./markdown.ts";
import { renderTable } from "./terminal.ts";

const name = '../é"<img src=x onerror=alert(1)>\u202E\u0007|`$(id)`📱\n=1+1';
const run = wholeRun({ deviceName: name });
const [dense] = summarise(run).rows;
const summary = {
  ...summarise(run),
  device: { id: name, name, threads: 1 },
  rows: dense === undefined ? [] : [{ ...dense, arm: { ...dense.arm, model: name } }],
};

test.each([
  ["terminal", () => renderTable(summary)],
  ["Markdown", () => renderMarkdown(summary)],
  ["LaTeX", () => renderLatex(summary)],
  ["Bencher", () => renderBencher([summary])],
  ["GitHub", () => renderGithubSmaller([summary])],
])("%s has no control or turning characters of a name", (_, render) => {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  expect(render()).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u202A-\u202E\u2066-\u2069]/);
});

test("Markdown shows the name as text", () => {
  expect(renderMarkdown(summary)).toContain(
    String.raw`| ../é"\<img src=x onerror=alert(1)\> \|\`\$(id)\`📱 =1+1 |`,
  );
});

test("JSON formats are read back", () => {
  const safe = '../é"<img src=x onerror=alert(1)> |`$(id)`📱 =1+1';
  expect(JSON.parse(renderBencher([summary]))).toHaveProperty([
    `${safe}: ${safe}@ort-node/cpu dense b1 t1 on fashion-mnist/test`,
    "latency",
  ]);
  expect(JSON.parse(renderGithubSmaller([summary]))).toHaveLength(2);
});

test.each(["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1"])(
  "CSV takes %j for text, not for a formula",
  (device) => {
    const csv = renderCsv([{ ...summary, device: { ...summary.device, id: device } }]);
    const cell = csv.split("run-1,")[1]?.replace(/^"/, "");
    expect(cell?.startsWith(`'${device}`)).toBe(true);
  },
);
