import { readdir } from "node:fs/promises";
import type { Command } from "commander";
import { KnownError } from "@vmoe-bench/contracts";
import { importText, readCheckpoint, writeCheckpoint } from "@vmoe-bench/models/checkpoint";
import { compareOutputs, type Comparison } from "@vmoe-bench/bench/import";
import { withInterrupt } from "../terminal/interrupt.ts";
import { positiveInteger } from "../terminal/options.ts";
import { terminalReporter } from "../progress/terminal-reporter.ts";
import { megabytes, printResult } from "../terminal/print.ts";
import { fetchFromHub, isHubName } from "@vmoe-bench/models/find";

/** A folder that holds something already, which an import would mix with or overwrite. */
function folderNotEmptyError(folder: string): KnownError {
  return new KnownError(
    "folder-not-empty",
    `${folder} is not empty.`,
    "Name a new folder with -o, or remove that one first.",
  );
}

interface ImportOptions {
  output: string;
  imageSize?: number;
  heads?: number;
  check?: string;
  allowDownload: boolean;
  json: boolean;
}

const examples = `
Examples:
  vmoe-bench import ./deit_tiny/ -o models/deit-tiny          a folder with config.json
  vmoe-bench import vit.safetensors --heads 3 -o models/mine  a file alone
  vmoe-bench import hf:timm/deit_tiny_patch16_224.fb_in1k --allow-download -o models/deit-tiny
  vmoe-bench import ./deit_tiny/ --image-size 384 -o models/deit-384
  vmoe-bench import ./deit_tiny/ -o models/deit-tiny --check outputs/   compare with PyTorch's logits
Then: vmoe-bench run --model models/deit-tiny/`;

export function defineCommand(command: Command): void {
  command
    .argument("<path>", "a .safetensors file, a folder with it or its shards, or hf:owner/name")
    .requiredOption("-o, --output <folder>", "the model folder to write")
    .option(
      "--image-size <n>",
      "resample its position embeddings for n x n images",
      positiveInteger,
    )
    .option("--heads <n>", "attention heads, where no config.json says it", positiveInteger)
    .option(
      "--check <folder>",
      "compare its logits with those in a folder of safetensors files (images, logits)",
    )
    .option("--allow-download", "download it from the hub where it was not yet", false)
    .option("--json", "print as JSON", false)
    .addHelpText("after", examples)
    .action(async (path: string, options: ImportOptions) => {
      const { output, imageSize, heads, json } = options;
      const there: string[] = await readdir(output).catch(() => []);
      if (there.length > 0) throw folderNotEmptyError(output);
      const local = isHubName(path)
        ? await withInterrupt("Start it again.", (signal) =>
            fetchFromHub(path, options.allowDownload, { signal, reporter: terminalReporter() }),
          )
        : path;
      const checkpoint = await readCheckpoint(local, { imageSize, heads });
      const card = await writeCheckpoint(output, checkpoint, path);
      const { config, weights } = checkpoint;
      const artifact = { kind: "defined", id: card.id, config, weights } as const;
      const compared =
        options.check === undefined
          ? undefined
          : await compareOutputs(artifact, options.check, (images) => {
              if (process.stderr.isTTY) process.stderr.write(`\r${images} images compared`);
            });
      if (compared !== undefined && process.stderr.isTTY) process.stderr.write("\n");
      const result = { output, card, ...(compared === undefined ? {} : { compared }) };
      printResult(json, result, () =>
        [
          importText(checkpoint, path),
          `${output}: ${card.id}, ${megabytes(card.weights.bytes)}`,
          ...(compared === undefined ? [] : [comparisonText(compared)]),
        ].join("\n"),
      );
      if (compared?.agrees === false) process.exitCode = 1;
    });
}

function comparisonText({ images, largestDifference, sameTop1, agrees }: Comparison): string {
  const verdict = agrees ? "the same model" : "NOT the same model";
  return `${images} images on ort-node/cpu: largest difference of a logit ${largestDifference.toExponential(2)}, top-1 the same for ${sameTop1}: ${verdict}.`;
}
