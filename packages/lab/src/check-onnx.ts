import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { filesInMemory } from "@vmoe-bench/backend/prepared";
import {
  checkJson,
  inputDims,
  InvalidValueError,
  KnownError,
  knownFlops,
  type OnnxArtifact,
  systemErrorCode,
  UnsupportedError,
} from "@vmoe-bench/contracts";
import { z } from "zod";
import { openBackend } from "@vmoe-bench/bench";
import { fromOnnx } from "@vmoe-bench/models/find";
import type { Command } from "commander";
import { millions, printResult } from "@vmoe-bench/cli/terminal";
import { textTable } from "@vmoe-bench/report/text-table";

const fileName = z.string().regex(/^[\w][\w.-]*$/, "expected a plain file name");

/** `reference.json`: what Python says of ONNX files beside it. */
const referenceSchema = z.strictObject({
  /** Version of Python's ONNX Runtime. */
  onnxruntime: z.string(),
  /** What counted, and what exported, with their versions. */
  counter: z.string(),
  exporter: z.string(),
  models: z
    .array(
      z.strictObject({
        file: fileName,
        /** Float32 files: one batch of normalised images, and its logits. */
        images: fileName,
        logits: fileName,
        /** Multiply-accumulates of that batch: half of what is counted here. */
        macs: z.int().positive(),
      }),
    )
    .min(1)
    .max(1_000),
});
type ReferenceModel = z.output<typeof referenceSchema>["models"][number];

/** A folder that lacks what Python says. */
function noReferenceError(path: string): KnownError {
  return new KnownError(
    "no-reference",
    `${path} is missing.`,
    "Make it with: python packages/models/src/onnx-file/scripts/make_reference.py FOLDER",
  );
}

/** One ONNX file beside what Python said of it. */
export interface ModelCheck {
  readonly file: string;
  /** Logits whose bits differ, of all. */
  readonly differing: number;
  readonly logits: number;
  readonly largestDifference: number;
  /** 2 x MAC; null where an operator is unknown. */
  readonly macs2: number | null;
  readonly expectedMacs2: number;
  readonly holds: boolean;
}

export interface ReferenceCheck {
  readonly onnxruntime: { readonly here: string; readonly python: string };
  readonly counter: string;
  readonly exporter: string;
  readonly models: readonly ModelCheck[];
}

/** The part that a count may be off by. */
const tolerance = 0.01;

/** Runs each of a folder's models in ONNX Runtime on the CPU, and counts it. */
export async function checkReference(folder: string): Promise<ReferenceCheck> {
  const path = join(folder, "reference.json");
  const reference = checkJson(referenceSchema, new TextDecoder().decode(await read(path)), path);
  const backend = await openBackend("ort-node/cpu");
  const probe = await backend.probe();
  if (!probe.available) throw new UnsupportedError(probe.reason, probe.remedy);
  const models: ModelCheck[] = [];
  for (const model of reference.models) models.push(await checkModel(folder, model));
  const here = probe.versions["onnxruntime-node"] ?? "unknown";
  const { onnxruntime: python, counter, exporter } = reference;
  return { onnxruntime: { here, python }, counter, exporter, models };
}

async function checkModel(folder: string, asked: ReferenceModel): Promise<ModelCheck> {
  const { file, macs } = asked;
  const model = await fromOnnx(join(folder, file));
  const artifact = await model?.artifact();
  if (model === undefined || artifact?.kind !== "onnx")
    throw new InvalidValueError(join(folder, "reference.json"), [`"${file}" is no .onnx file`]);
  const images = await floatsIn(join(folder, asked.images));
  const expected = await floatsIn(join(folder, asked.logits));
  const logits = await logitsOf(artifact, images);
  const differing = expected.filter((value, i) => !Object.is(value, logits[i])).length;
  const largestDifference = expected.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (logits[i] ?? Infinity))),
    0,
  );
  const macs2 = knownFlops(model.costOf("dense"))?.executed.macs2 ?? null;
  const expectedMacs2 = 2 * macs;
  const isClose = macs2 !== null && Math.abs(macs2 - expectedMacs2) <= tolerance * expectedMacs2;
  const isSame = differing === 0 && logits.length === expected.length;
  return {
    file,
    differing,
    logits: expected.length,
    largestDifference,
    macs2,
    expectedMacs2,
    holds: isSame && isClose,
  };
}

/** The logits of one image, as Python ran it: 1 thread. */
async function logitsOf(artifact: OnnxArtifact, images: Float32Array): Promise<Float32Array> {
  const backend = await openBackend("ort-node/cpu");
  const prepare = { strategy: "dense", precision: "float32", batch: 1 } as const;
  const files = filesInMemory(await backend.prepare(artifact, prepare));
  const loaded = await backend.load(files, { threads: 1, expertCap: null });
  try {
    const { logits } = await loaded.run({ dims: inputDims(artifact, 1), data: images });
    return logits.slice();
  } finally {
    await loaded.close();
  }
}

async function floatsIn(path: string): Promise<Float32Array> {
  const bytes = Uint8Array.from(await read(path));
  if (bytes.length % 4 !== 0) throw new InvalidValueError(path, ["it holds no float32 values"]);
  return new Float32Array(bytes.buffer);
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") throw noReferenceError(path);
    throw error;
  }
}

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
      const check = await checkReference(folder);
      printResult(json, check, () => text(check));
      if (!check.models.every(({ holds }) => holds)) process.exitCode = 1;
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
