import { open, stat } from "node:fs/promises";
import { KnownError, systemErrorCode } from "@vmoe-bench/contracts";
import { kindOfFile, tellKind, whyNotRead } from "@vmoe-bench/files";
import {
  brokenOnnxError,
  onnxNotFoundError,
  onnxTooLargeError,
  onnxTooNewError,
  otherFileError,
} from "../errors.ts";
import { Budget, BudgetError, WireError } from "../wire/fields.ts";
import { decodeModel, type OnnxGraph, type OnnxModel, type OnnxNode } from "../wire/decode.ts";
import { type ExternalFile, findExternal } from "./external-data.ts";

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
    const kind = kindOfFile(bytes);
    if (kind !== undefined) throw otherFileError(path, "ONNX", tellKind(kind));
    if (error instanceof KnownError) throw error;
    if (error instanceof BudgetError) throw onnxTooLargeError(path, error.message);
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
    const entry = await stat(path);
    if (!entry.isFile())
      throw brokenOnnxError(path, entry.isDirectory() ? "it is a folder" : "it is no plain file");
    const { size } = entry;
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

/**
 * The graph with its nodes in an order in which each reads only what is there already; the file's
 * own order where that is one. The graphs inside a node read what that node waits for.
 * @throws `broken-onnx` for a cycle, a name that two nodes give, or one that nothing gives
 */
function inOrder(graph: OnnxGraph, path: string): OnnxGraph {
  const makers = makersIn(graph, path);
  const there = new Set([...graph.inputs, ...graph.constants].map(({ name }) => name));
  const makersOf = (node: OnnxNode): OnnxNode[] =>
    readBy(node).flatMap((name) => {
      if (there.has(name)) return [];
      const maker = makers.get(name);
      if (maker === undefined)
        throw brokenOnnxError(path, `${labelOf(node)} reads "${name}", which nothing gives`);
      return [maker];
    });
  const nodes: OnnxNode[] = [];
  const done = new Set<OnnxNode>();
  const waiting = new Set<OnnxNode>();
  for (const first of graph.nodes) {
    const stack = [first];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const before = done.has(node) ? [] : makersOf(node).filter((maker) => !done.has(maker));
      if (before.length > 0) {
        if (waiting.has(node))
          throw brokenOnnxError(
            path,
            `${labelOf(node)} waits for what it gives itself, in a cycle`,
          );
        waiting.add(node);
        for (const maker of before.toReversed()) stack.push(maker);
        continue;
      }
      stack.pop();
      if (!done.has(node)) nodes.push(node);
      done.add(node);
    }
  }
  return { ...graph, nodes };
}

/** The node that gives each name. */
function makersIn({ nodes }: OnnxGraph, path: string): Map<string, OnnxNode> {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes)
    for (const output of node.outputs) {
      if (output === "") continue;
      if (makers.has(output)) throw brokenOnnxError(path, `two nodes give "${output}"`);
      makers.set(output, node);
    }
  return makers;
}

/** What a node needs: its inputs, and what the graphs inside it read from outside of them. */
function readBy({ inputs, attributes }: OnnxNode): string[] {
  const captured = [...attributes.values()].flatMap(({ graph }) =>
    graph === undefined ? [] : capturedBy(graph),
  );
  return [...inputs, ...captured].filter((name) => name !== "");
}

function capturedBy({ nodes, constants, inputs, outputs }: OnnxGraph): string[] {
  const own = new Set([
    ...[...inputs, ...constants].map(({ name }) => name),
    ...nodes.flatMap((node) => node.outputs),
  ]);
  const read = [...nodes.flatMap(readBy), ...outputs.map(({ name }) => name)];
  return read.filter((name) => !own.has(name));
}

/** `Conv "stem"`: an operator, and the node's name where it has one. */
function labelOf({ op, name, outputs }: OnnxNode): string {
  return `${op} "${name === "" ? (outputs[0] ?? "") : name}"`;
}
