import { open, stat } from "node:fs/promises";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { kindOfFile, tellKind, whyNotRead } from "@vmoe-bench/files";
import {
  brokenOnnxError,
  onnxNotFoundError,
  otherFileError,
  onnxTooLargeError,
  onnxTooNewError,
} from "../errors.ts";
import { Budget, BudgetError } from "../wire/budget.ts";
import { decodeModel, type OnnxModel } from "../wire/decode.ts";
import { WireError } from "../wire/fields.ts";
import { findExternal, type ExternalFile } from "./external-data.ts";
import { inOrder } from "./in-order.ts";

/** Protobuf's own limit. */
const mostBytes = 2 ** 31 - 1;
/** Nodes, constants, sizes and names: a ViT of 12 layers has some 20,000. */
const mostParts = 2_000_000;

/** What ONNX Runtime 1.30 reads; a later one is refused by it (tried). */
const newest = { ir: 13, opset: 26 };

/** An ONNX file that was made elsewhere, decoded; its nodes are in an order that they can run in. */
export interface OnnxFile {
  /** As the user wrote it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly model: OnnxModel;
  /** Files beside it that hold its weights. */
  readonly external: readonly ExternalFile[];
}

/**
 * @throws `onnx-not-found`, `broken-onnx`, `onnx-too-large`, `onnx-too-new`, ExternalDataError
 */
export async function readOnnx(path: string): Promise<OnnxFile> {
  const bytes = await readBounded(path);
  const model = decoded(bytes, path);
  return { path, bytes, model, external: await findExternal(path, model) };
}

/**
 * The content of an ONNX file.
 * @param path for messages
 * @throws `broken-onnx`, `other-file`, `onnx-too-large`, `onnx-too-new`
 */
export function decoded(bytes: Uint8Array, path: string): OnnxModel {
  if (bytes.length === 0) throw brokenOnnxError(path, "it is empty");
  try {
    const model = decodeModel(bytes, new Budget(mostParts));
    requireVersions(model, path);
    return { ...model, graph: inOrder(model.graph, path) };
  } catch (error) {
    if (error instanceof KnownError) throw error;
    if (error instanceof BudgetError) throw onnxTooLargeError(path, error.message);
    const kind = kindOfFile(bytes);
    if (kind !== undefined) throw otherFileError(path, "ONNX", tellKind(kind));
    if (error instanceof WireError) throw brokenOnnxError(path, error.message);
    throw error;
  }
}

function requireVersions({ irVersion, opsets }: OnnxModel, path: string): void {
  if (irVersion < 3) throw brokenOnnxError(path, "it does not say which version of ONNX it is");
  if (irVersion > newest.ir) throw onnxTooNewError(path, "IR version", irVersion, newest.ir);
  const opset = opsets.get("");
  if (opset === undefined || opset < 1)
    throw brokenOnnxError(path, "it does not say which version of ONNX's operators it uses");
  if (opset > newest.opset) throw onnxTooNewError(path, "opset", opset, newest.opset);
}

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile())
      throw brokenOnnxError(path, found.isDirectory() ? "it is a folder" : "it is no plain file");
    const { size } = found;
    if (size > mostBytes)
      throw onnxTooLargeError(path, `it has ${size} bytes, and protobuf ends at ${mostBytes}`);
    const file = await open(path);
    try {
      const { buffer, byteOffset, byteLength } = await file.readFile();
      return new Uint8Array(buffer, byteOffset, byteLength);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = systemErrorCode(error);
    if (error instanceof KnownError || code === undefined) throw error;
    if (code === "ENOENT" || code === "ENOTDIR") throw onnxNotFoundError(path);
    throw brokenOnnxError(path, whyNotRead(error));
  }
}
