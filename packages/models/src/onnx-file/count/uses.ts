import {
  functionKey,
  type OnnxFunctions,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from "../wire/decode.ts";
import { elementTypes, type OnnxTensor } from "../wire/tensor.ts";

/** A node that reads a value, at one of its inputs. */
export interface Use {
  readonly node: OnnxNode;
  readonly position: number;
  /** Whether the sum that it makes goes into a softmax: the scores of an attention. */
  readonly intoSoftmax: boolean;
}

/** A constant of the file, and all that is done with it. */
export interface UsedTensor {
  readonly tensor: OnnxTensor;
  readonly uses: readonly Use[];
}

/** The names of one graph or one function's body: who reads each. */
interface Scope {
  readonly readers: ReadonlyMap<string, readonly Reader[]>;
}
type Reader =
  | { readonly node: OnnxNode; readonly position: number }
  /** A graph inside of a node reads a name of this one. */
  | { readonly inner: Scope };

/** The same numbers in another place or form: what reads them then is what counts. */
const movements: ReadonlySet<string> = new Set(
  [
    ["Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Cast", "CastLike"],
    ["Slice", "Gather", "Expand", "Tile", "Split", "Concat", "Dropout", "DequantizeLinear"],
  ].flat(),
);
/** What may lie between scores and their softmax. */
const beforeSoftmax: ReadonlySet<string> = new Set(
  [
    ["Add", "Sub", "Mul", "Div", "Where", "Clip", "Cast", "Identity", "Max", "Min"],
    ["Reshape", "Squeeze", "Unsqueeze", "Transpose"],
  ].flat(),
);
/** Further is no longer what a constant is for. */
const deepest = 64;

/** Each constant once, wherever it lies: in graphs, in nodes, and in functions that are called. */
export function usedTensors({ graph, functions }: OnnxModel): UsedTensor[] {
  const scopes = new Scopes(functions);
  const used: UsedTensor[] = [];
  const seen = new Set<string>();
  const visit = ({ nodes, constants }: Pick<OnnxGraph, "nodes" | "constants">, scope: Scope) => {
    for (const tensor of constants)
      used.push({ tensor, uses: scopes.usesOf(tensor.name, scope, 0) });
    for (const node of nodes) {
      const written = constantOf(node);
      if (written !== undefined)
        used.push({ tensor: written, uses: scopes.usesOf(node.outputs[0] ?? "", scope, 0) });
      for (const { graph: inner } of node.attributes.values())
        if (inner !== undefined) visit(inner, scopes.of(inner));
      const key = functionKey(node);
      const body = functions.get(key);
      if (body === undefined || seen.has(key)) continue;
      seen.add(key);
      visit({ nodes: body.nodes, constants: [] }, scopes.of(body));
    }
  };
  visit(graph, scopes.of(graph));
  return used;
}

/** What a node holds that is a constant: a tensor, a sparse one, or a list of floats. */
function constantOf({ op, domain, attributes }: OnnxNode): OnnxTensor | undefined {
  if (op !== "Constant" || domain !== "") return undefined;
  const tensor = (attributes.get("value") ?? attributes.get("sparse_value"))?.tensor;
  const list = attributes.get("value_floats")?.floats;
  if (tensor !== undefined || list === undefined) return tensor;
  const raw = new Uint8Array(Float32Array.from(list).buffer);
  const type = elementTypes.float32;
  return { name: "", dims: [list.length], type, external: undefined, raw, lists: [] };
}

class Scopes {
  readonly #functions: OnnxFunctions;
  readonly #made = new Map<object, Scope>();
  readonly #known = new Map<Scope, Map<string, readonly Use[]>>();

  constructor(functions: OnnxFunctions) {
    this.#functions = functions;
  }

  of(graph: Pick<OnnxGraph, "nodes">): Scope {
    const known = this.#made.get(graph);
    if (known !== undefined) return known;
    const readers = new Map<string, Reader[]>();
    const scope: Scope = { readers };
    this.#made.set(graph, scope);
    const add = (name: string, reader: Reader) => {
      const all = readers.get(name);
      if (all === undefined) readers.set(name, [reader]);
      else all.push(reader);
    };
    for (const node of graph.nodes) {
      for (const [position, name] of node.inputs.entries())
        if (name !== "") add(name, { node, position });
      for (const { graph: inside } of node.attributes.values()) {
        if (inside === undefined) continue;
        const inner = this.of(inside);
        for (const name of inner.readers.keys()) add(name, { inner });
      }
    }
    return scope;
  }

  /** What a value is for, through functions and through all that only moves it. */
  usesOf(name: string, scope: Scope, depth: number): readonly Use[] {
    if (depth > deepest) return [];
    const own = this.#known.get(scope) ?? new Map<string, readonly Use[]>();
    this.#known.set(scope, own);
    const known = own.get(name);
    if (known !== undefined) return known;
    // A name that is asked for while it is being answered is in a circle, which no graph has.
    own.set(name, []);
    const uses = (scope.readers.get(name) ?? []).flatMap((reader) =>
      "inner" in reader
        ? this.usesOf(name, reader.inner, depth + 1)
        : this.#useOf(reader.node, reader.position, scope, depth),
    );
    own.set(name, uses);
    return uses;
  }

  #useOf(node: OnnxNode, position: number, scope: Scope, depth: number): readonly Use[] {
    const body = this.#functions.get(functionKey(node));
    if (body !== undefined)
      return this.usesOf(body.inputs[position] ?? "", this.of(body), depth + 1);
    const isMoved = movements.has(node.op) && node.domain === "" && isData(node, position);
    if (isMoved) {
      const after = node.outputs.flatMap((name) => this.usesOf(name, scope, depth + 1));
      if (after.length > 0) return after;
    }
    return [{ node, position, intoSoftmax: this.#reachesSoftmax(node, scope, 0) }];
  }

  #reachesSoftmax({ op, outputs }: OnnxNode, scope: Scope, depth: number): boolean {
    if (op !== "Add" && depth === 0) return false;
    if (depth > 8) return false;
    return outputs
      .flatMap((name) => scope.readers.get(name) ?? [])
      .some(
        (reader) =>
          "node" in reader &&
          (reader.node.op === "Softmax" ||
            (beforeSoftmax.has(reader.node.op) &&
              this.#reachesSoftmax(reader.node, scope, depth + 1))),
      );
  }
}

/** The input that is moved; the others say where to. */
function isData({ op }: OnnxNode, position: number): boolean {
  return position === 0 || op === "Concat";
}
