import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Option, type Command } from "commander";
import { KnownError, messageOf, type Strategy } from "@vmoe-bench/contracts";
import { exportOnnx } from "@vmoe-bench/ops-onnx";
import { findModel } from "@vmoe-bench/zoo";
import { positiveInteger, strategy } from "../options.ts";
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

export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description("write a model as an ONNX file (opset 20)")
    .argument("<model>", "a model by id, or a folder with a card.json")
    .addOption(
      new Option("--strategy <name>", "how experts are executed; gather unless told").argParser(
        strategy,
      ),
    )
    .option("--batch <n>", "images a run takes", positiveInteger, 1)
    .requiredOption("-o, --output <file>", "the file to write")
    .option("--json", "print as JSON", false)
    .addHelpText(
      "after",
      "\nExample:\n  vmoe-bench export fashion-vmoe-6x64-e4 --strategy gather -o vmoe.onnx",
    )
    .action(
      async (
        name: string,
        options: { strategy?: Strategy; batch: number; output: string; json: boolean },
      ) => {
        const { artifact } = await findModel(name);
        const dense = artifact.config.moe === undefined;
        const chosen = options.strategy ?? (dense ? "dense" : "gather");
        const bytes = exportOnnx(artifact, { strategy: chosen, batch: options.batch });
        await write(options.output, bytes);
        const result = { file: options.output, strategy: chosen, bytes: bytes.length };
        printResult(
          options.json,
          result,
          () => `${options.output}: ${megabytes(bytes.length)}, ${chosen}`,
        );
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
