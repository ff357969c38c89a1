import type { Command } from "commander";
import {
  checkReference,
  type ModelCheck,
  type ReferenceCheck,
} from "./check-onnx/check-reference.ts";
import { millions, printResult } from "@vmoe-bench/cli/terminal";
import { textTable } from "@vmoe-bench/report/text-table";

const help = `
A folder with ONNX files, and what Python's ONNX Runtime and fvcore say of them, is made by
  python packages/models/src/onnx-file/scripts/make_reference.py FOLDER

The exit code is 1 where a logit differs in a bit, or a count by more than 1 %.

Example:
  npm run lab -- check-onnx FOLDER`;

export function addCommand(program: Command): void {
  program
    .command("check-onnx")
    .description("whether ONNX files give here what they give in Python, and cost the same")
    .argument("<folder>", "a folder with reference.json")
    .option("--json", "print as JSON", false)
    .addHelpText("after", help)
    .action(async (folder: string, { json }: { json: boolean }) => {
      const found = await checkReference(folder);
      printResult(json, found, () => text(found));
      if (!found.models.every(({ holds }) => holds)) process.exitCode = 1;
    });
}

function text({ models, onnxruntime, counter, exporter }: ReferenceCheck): string {
  const table = textTable(
    ["model", "logits", "differ", "M FLOPs here", `${counter} x 2`, "holds"],
    models.map(cells),
  );
  const { here, python } = onnxruntime;
  return `${table}\n\nONNX Runtime ${here} here, ${python} in Python; exported by ${exporter}.\nM FLOPs are 2 x MAC, without elementwise work.`;
}

function cells(model: ModelCheck): string[] {
  const { file, logits, differing, largestDifference, macs2, expectedMacs2, holds } = model;
  const differ = differing === 0 ? "0" : `${differing}, by ${largestDifference.toExponential(1)}`;
  return [
    file,
    String(logits),
    differ,
    macs2 === null ? "unknown" : millions(macs2),
    millions(expectedMacs2),
    holds ? "yes" : "NO",
  ];
}
