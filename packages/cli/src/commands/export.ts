import { extname, join } from "node:path";
import { Option, type Command } from "commander";
import {
  InvalidValueError,
  type ModelCard,
  type Precision,
  type Strategy,
} from "@vmoe-bench/contracts";
import { writeFileWhole, projectVersion } from "@vmoe-bench/files";
import { metadataOf } from "@vmoe-bench/models/onnx-file";
import { exportOnnx, tensorNames } from "@vmoe-bench/onnx/export";
import { exportTflite } from "@vmoe-bench/tflite/export";
import { positiveInteger, precision, strategy } from "../terminal/options.ts";
import { findModel } from "@vmoe-bench/models/find";
import { megabytes, printResult } from "../terminal/print.ts";
import { harnessCommit } from "@vmoe-bench/train/jobs";

export function defineCommand(command: Command): void {
  command
    .argument("<model>", "a model by id, or a folder with a card.json")
    .addOption(
      new Option("--strategy <name>", "how experts are executed; gather unless told").argParser(
        strategy,
      ),
    )
    .addOption(
      new Option("--format <name>", "the kind of file")
        .choices(Object.keys(formats))
        .default("onnx"),
    )
    .option("--precision <name>", "float32, or in ONNX int8", precision, "float32")
    .addOption(
      new Option("--batch <n>", "images a run takes").argParser(positiveInteger).default(1),
    )
    .addOption(
      new Option("--dynamic-batch", "a graph that takes any number of images a run")
        .default(false)
        .conflicts("batch"),
    )
    .requiredOption("-o, --output <path>", "the file to write; a folder for split")
    .option("--json", "print as JSON", false)
    .addHelpText(
      "after",
      "\nExamples:\n  vmoe-bench export fashion-vmoe-6x64-e4 --strategy gather -o vmoe.onnx\n  vmoe-bench export fashion-vmoe-6x64-e4 --strategy split -o vmoe-split\n  vmoe-bench export fashion-vmoe-6x64-e4 --format tflite -o vmoe.tflite   for LiteRT",
    )
    .action(
      async (
        name: string,
        options: {
          strategy?: Strategy;
          format: Format;
          precision: Precision;
          batch: number;
          dynamicBatch: boolean;
          output: string;
          json: boolean;
        },
      ) => {
        const { artifact, card } = await findModel(name);
        const dense = artifact.config.moe === undefined;
        const strategy = options.strategy ?? (dense ? "dense" : "gather");
        const { format, precision, output } = options;
        requireFormat(output, strategy, format);
        const batch = options.dynamicBatch ? "any" : options.batch;
        const metadata = await metadataFor(card);
        const files = formats[format].write(artifact, { strategy, precision, batch, metadata });
        for (const [file, content] of files)
          await writeFileWhole(files.size === 1 ? output : join(output, file), content);
        const bytes = [...files.values()].reduce((sum, file) => sum + file.length, 0);
        const result = {
          output,
          format,
          strategy,
          precision,
          batch,
          files: [...files.keys()],
          bytes,
        };
        printResult(options.json, result, () => {
          const what = files.size === 1 ? "" : `, ${files.size} files`;
          return `${output}: ${megabytes(bytes)}, ${strategy}, ${precision}${what}`;
        });
      },
    );
}

interface FileFormat {
  readonly called: string;
  readonly write: typeof exportOnnx;
}

/** Each by how its files end. */
const formats = {
  onnx: { called: "ONNX", write: exportOnnx },
  tflite: {
    called: "LiteRT",
    write(artifact, { batch, ...options }) {
      if (batch !== "any") return exportTflite(artifact, { batch, ...options });
      throw new InvalidValueError("--dynamic-batch", [
        "shapes in a LiteRT file are fixed; say with --batch how many images a run takes",
      ]);
    },
  },
} as const satisfies Record<string, FileFormat>;

type Format = keyof typeof formats;

/** A file ends in its format's name, and `split` has several files. */
function requireFormat(output: string, strategy: Strategy, format: Format): void {
  const extension = extname(output).toLowerCase();
  const isFolder = strategy === "split" || strategy === "split-lazy";
  if (isFolder && extension === `.${format}`)
    throw new InvalidValueError("--output", [
      `"${strategy}" is written as a folder of files, and ${output} is the name of one`,
    ]);
  if (isFolder || extension === "" || extension === `.${format}`) return;
  const other = Object.keys(formats).find((name) => extension === `.${name}`);
  const remedy = other === undefined ? "" : `, or give --format ${other}`;
  throw new InvalidValueError("--output", [
    `what is written is ${formats[format].called}, and ${output} ends in "${extension}"; end it in .${format}${remedy}`,
  ]);
}

/** All that running the file needs and its graph does not say, and where it is from. */
async function metadataFor(card: ModelCard): Promise<Record<string, string>> {
  const { id, classes, normalisation, config, training } = card;
  const { interpolation, resize, cropPart } = training.input;
  const size = config.imageSize;
  const input = { size, interpolation, resize, crop: cropPart, layout: "nchw" as const };
  const described = metadataOf({ ...normalisation, ...input, logits: tensorNames.logits, classes });
  const harness = `vmoe-bench ${await projectVersion()}, commit ${await harnessCommit()}`;
  return {
    ...described,
    "vmoe-bench.model": id,
    "vmoe-bench.weights.sha256": card.weights.sha256,
    "vmoe-bench.harness": harness,
  };
}
