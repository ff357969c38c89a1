import { type Budget, fieldsOf, signed, text, WireError } from "./fields.ts";
import {
  decodeEntry,
  decodeSparse,
  decodeTensor,
  integersIn,
  type OnnxTensor,
  requireSizes,
} from "./tensor.ts";

/** A size that is not fixed: its name in the file, which may be empty. */
export interface AnySize {
  readonly name: string;
}

/** A graph's input or output. */
export interface OnnxValue {
  readonly name: string;
  /** ONNX's number of its element type; 0 where it is no tensor, or nothing is said. */
  readonly type: number;
  /** What it is where it is no tensor: "sequence". */
  readonly other: string | undefined;
  /** Undefined where nothing is said. */
  readonly dims: readonly (number | AnySize)[] | undefined;
}

export interface OnnxAttribute {
  readonly float: number;
  readonly int: number;
  readonly text: string;
  readonly ints: readonly number[];
  readonly floats: readonly number[];
  readonly tensor: OnnxTensor | undefined;
  readonly graph: OnnxGraph | undefined;
  /** In a function's body: the attribute of the calling node that this one is; "" for none. */
  readonly from: string;
}

export interface OnnxNode {
  readonly op: string;
  /** "" for ONNX's own operators. */
  readonly domain: string;
  readonly name: string;
  /** "" for one that is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** An operator that the file itself defines, as a graph of others. */
export interface OnnxFunction {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** What a call that leaves them out has. */
  readonly defaults: ReadonlyMap<string, OnnxAttribute>;
}

/** By {@link functionKey}. */
export type OnnxFunctions = ReadonlyMap<string, OnnxFunction>;

export interface OnnxModel {
  readonly irVersion: number;
  /** Version of each set of operators, by its domain. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  readonly functions: OnnxFunctions;
  /** What its maker wrote beside it: `metadata_props`. */
  readonly metadata: ReadonlyMap<string, string>;
}

export function functionKey({ domain, op }: Pick<OnnxNode, "domain" | "op">): string {
  return `${domain}:${op}`;
}

/** Graphs inside nodes of graphs inside nodes: more is made to break a reader. */
const deepest = 8;

/**
 * ModelProto (onnx/onnx.proto of ONNX 1.16), as far as shapes and counts need it.
 * @throws WireError, BudgetError
 */
export function decodeModel(bytes: Uint8Array, budget: Budget): OnnxModel {
  const opsets = new Map<string, number>();
  const functions = new Map<string, OnnxFunction>();
  const metadata = new Map<string, string>();
  let irVersion = 0;
  let graph: OnnxGraph | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1 && field.kind === "integer") irVersion = signed(field.value);
    else if (field.id === 7 && field.kind === "bytes") graph = decodeGraph(field.value, budget, 0);
    else if (field.id === 8 && field.kind === "bytes") {
      budget.take();
      const [domain, version] = decodeOpset(field.value);
      opsets.set(domain, version);
    } else if (field.id === 14 && field.kind === "bytes") {
      budget.take();
      const [key, value] = decodeEntry(field.value);
      metadata.set(key, value);
    } else if (field.id === 25 && field.kind === "bytes") {
      const [key, body] = decodeFunction(field.value, budget);
      functions.set(key, body);
    }
  }
  if (graph === undefined) throw new WireError("it has no graph");
  return { irVersion, opsets, graph, functions, metadata };
}

/** FunctionProto */
function decodeFunction(bytes: Uint8Array, budget: Budget): [key: string, body: OnnxFunction] {
  const nodes: OnnxNode[] = [];
  const inputs: string[] = [];
  const outputs: string[] = [];
  const defaults = new Map<string, OnnxAttribute>();
  let [op, domain] = ["", ""];
  for (const { id, kind, value } of fieldsOf(bytes)) {
    if (kind !== "bytes") continue;
    budget.take();
    if (id === 1) op = text(value);
    else if (id === 10) domain = domainOf(value);
    else if (id === 4) inputs.push(text(value));
    else if (id === 5) outputs.push(text(value));
    else if (id === 7) nodes.push(decodeNode(value, budget, 0));
    else if (id === 11) {
      const [name, attribute] = decodeAttribute(value, budget, 0);
      defaults.set(name, attribute);
    }
  }
  return [functionKey({ domain, op }), { nodes, inputs, outputs, defaults }];
}

/** A domain that ONNX Runtime writes in two ways. */
function domainOf(bytes: Uint8Array): string {
  const domain = text(bytes);
  return domain === "ai.onnx" ? "" : domain;
}

function decodeOpset(bytes: Uint8Array): [domain: string, version: number] {
  let [domain, version] = ["", 0];
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1 && field.kind === "bytes") domain = domainOf(field.value);
    if (field.id === 2 && field.kind === "integer") version = signed(field.value);
  }
  return [domain, version];
}

function decodeGraph(bytes: Uint8Array, budget: Budget, depth: number): OnnxGraph {
  if (depth > deepest)
    throw new WireError(`it has graphs inside graphs, more than ${deepest} deep`);
  const nodes: OnnxNode[] = [];
  const constants: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  for (const { id, kind, value } of fieldsOf(bytes)) {
    if (kind !== "bytes") continue;
    if (id === 1) nodes.push(decodeNode(value, budget, depth));
    else if (id === 5) constants.push(decodeTensor(value, budget));
    else if (id === 11) inputs.push(decodeValue(value, budget));
    else if (id === 12) outputs.push(decodeValue(value, budget));
    else if (id === 15) constants.push(decodeSparse(value, budget));
  }
  return { nodes, constants, inputs, outputs };
}

function decodeNode(bytes: Uint8Array, budget: Budget, depth: number): OnnxNode {
  budget.take();
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  let [op, domain, name] = ["", "", ""];
  for (const { id, kind, value } of fieldsOf(bytes)) {
    if (kind !== "bytes") continue;
    budget.take();
    if (id === 1) inputs.push(text(value));
    else if (id === 2) outputs.push(text(value));
    else if (id === 3) name = text(value);
    else if (id === 4) op = text(value);
    else if (id === 7) domain = domainOf(value);
    else if (id === 5) {
      const [key, attribute] = decodeAttribute(value, budget, depth);
      attributes.set(key, attribute);
    }
  }
  return { op, domain, name, inputs, outputs, attributes };
}

function decodeAttribute(
  bytes: Uint8Array,
  budget: Budget,
  depth: number,
): [name: string, attribute: OnnxAttribute] {
  const ints: number[] = [];
  const floats: number[] = [];
  let [name, content, from] = ["", "", ""];
  let [float, int] = [0, 0];
  let tensor: OnnxTensor | undefined;
  let graph: OnnxGraph | undefined;
  for (const field of fieldsOf(bytes)) {
    const { id, kind } = field;
    if (id === 8) for (const one of integersIn(field, budget)) ints.push(one);
    else if (id === 7 && kind !== "integer") {
      budget.take(1 + field.value.length / 4);
      for (const one of floatsOf(field.value)) floats.push(one);
    } else if (id === 2 && kind === "fixed32") float = floatsOf(field.value)[0] ?? 0;
    else if (id === 3 && kind === "integer") int = signed(field.value);
    else if (kind !== "bytes") continue;
    else if (id === 1) name = text(field.value);
    else if (id === 4) content = text(field.value);
    else if (id === 5) tensor = decodeTensor(field.value, budget);
    else if (id === 6) graph = decodeGraph(field.value, budget, depth + 1);
    else if (id === 21) from = text(field.value);
    else if (id === 22) tensor = decodeSparse(field.value, budget);
  }
  return [name, { float, int, text: content, ints, floats, tensor, graph, from }];
}

function floatsOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) =>
    view.getFloat32(4 * i, true),
  );
}

/** ValueInfoProto: only tensors have a type and sizes here. */
function decodeValue(bytes: Uint8Array, budget: Budget): OnnxValue {
  budget.take();
  let [name, type] = ["", 0];
  let other: string | undefined;
  let dims: (number | AnySize)[] | undefined;
  for (const field of fieldsOf(bytes)) {
    if (field.kind !== "bytes") continue;
    if (field.id === 1) name = text(field.value);
    if (field.id === 2) {
      for (const { id } of fieldsOf(field.value)) other ??= otherKinds.get(id);
      for (const tensor of within(field.value, 1))
        for (const part of fieldsOf(tensor)) {
          if (part.id === 1 && part.kind === "integer") type = signed(part.value);
          if (part.id === 2 && part.kind === "bytes")
            dims = within(part.value, 1).map((dim) => decodeSize(dim, budget));
        }
    }
  }
  requireSizes(
    (dims ?? []).filter((dim) => typeof dim === "number"),
    name,
  );
  return { name, type, dims, other };
}

/** TypeProto's fields but for the tensor's. */
const otherKinds: ReadonlyMap<number, string> = new Map([
  [4, "sequence"],
  [5, "map"],
  [8, "sparse tensor"],
  [9, "optional value"],
]);

function within(bytes: Uint8Array, id: number): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (const field of fieldsOf(bytes))
    if (field.id === id && field.kind === "bytes") messages.push(field.value);
  return messages;
}

function decodeSize(bytes: Uint8Array, budget: Budget): number | AnySize {
  budget.take();
  let size: number | AnySize = { name: "" };
  for (const field of fieldsOf(bytes)) {
    if (field.id === 1 && field.kind === "integer") {
      const value = signed(field.value);
      // Some exporters write -1 or 0 for a size that is not fixed.
      size = value > 0 ? value : { name: "" };
    }
    if (field.id === 2 && field.kind === "bytes") size = { name: text(field.value) };
  }
  return size;
}
