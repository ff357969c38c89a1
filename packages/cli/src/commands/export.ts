import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Option, type Command } from "commander";
import { KnownError, messageOf, type Precision, type Strategy } from "@vmoe-bench/contracts";
import { exportOnnx } from "@vmoe-bench/ops-onnx";
import { positiveInteger, precision, strategy } from "../options.ts";
import { findModel } from "../run/models/find-model.ts";
import { megabytes, printResult } from "../output/print.ts";

/** The exported file can't be written. */
class NotWritableError extends KnownError {
  override readonly code = "not-writable";

  constructor(path: string, cause: unknown) {
    super(`${path} can't be written: ${messageOf(cause)}.`, "Choose another path with -o.", {
      cause,
    });
  }
}

export function addCommand(program: Command): void {
  program
    .command("export")
    .description("write a model as an ONNX file (opset 20), or as a folder of them for split")
    .argument("<model>", "a model by id, or a folder with a card.json")
    .addOption(
      new Option("--strategy <name>", "how experts are executed; gather unless told").argParser(
        strategy,
      ),
    )
    .option("--precision <name>", "float32 or int8", precision, "float32")
    .option("--batch <n>", "images a run takes", positiveInteger, 1)
    .requiredOption("-o, --output <path>", "the file to write; a folder for split")
    .option("--json", "print as JSON", false)
    .addHelpText(
      "after",
      "\nExamples:\n  vmoe-bench export fashion-vmoe-6x64-e4 --strategy gather -o vmoe.onnx\n  vmoe-bench export fashion-vmoe-6x64-e4 --strategy split -o vmoe-split",
    )
    .action(
      async (
        name: string,
        options: {
          strategy?: Strategy;
          precision: Precision;
          batch: number;
          output: string;
          json: boolean;
        },
      ) => {
        const { artifact } = await findModel(name);
        const dense = artifact.config.moe === undefined;
        const strategy = options.strategy ?? (dense ? "dense" : "gather");
        const { precision, batch, output } = options;
        const files = exportOnnx(artifact, { strategy, precision, batch });
        for (const [file, content] of files)
          await write(files.size === 1 ? output : join(output, file), content);
        const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
        const result = { output, strategy, precision, files: [...files.keys()], bytes };
        printResult(options.json, result, () => {
          const what = files.size === 1 ? "" : `, ${files.size} files`;
          return `${output}: ${megabytes(bytes)}, ${strategy}, ${precision}${what}`;
        });
      },
    );
}

async function write(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  } catch (error) {
    throw new NotWritableError(path, error);
  }
}
