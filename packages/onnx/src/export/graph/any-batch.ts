import { UnsupportedError } from "@vmoe-bench/contracts";
import type { Attribute, Graph, GraphNode } from "./graph-builder.ts";
import { type Activation, constant, type Constant, integers, unknown } from "./value.ts";

/** Two batches that no size of a model is a multiple of by chance. */
export const comparedBatches = [7, 11] as const;
const [first, second] = comparedBatches;

/**
 * One graph for any number of images, of the same graph written for two numbers: what differs between
 * them is the batch. A size in a Reshape becomes the one that follows from the rest; rows that were
 * written once an image are repeated when the graph runs, as often as the input has images.
 * @param images the input that has one image a row
 * @throws UnsupportedError where the two differ in another way
 */
export function withAnyBatch(a: Graph, b: Graph, images: string): Graph {
  const merging = new Merging(images);
  const merged = merging.graph(a, b, []);
  return { ...merged, nodes: [...merging.before, ...merged.nodes] };
}

/** The constants of a graph and of those around it. */
type Scope = readonly (readonly [a: Graph, b: Graph])[];

class Merging {
  readonly #images: string;
  /** Nodes that repeat rows, before all others. */
  readonly before: GraphNode[] = [];
  readonly #repeated = new Map<string, Constant[]>();

  constructor(images: string) {
    this.#images = images;
  }

  graph(a: Graph, b: Graph, around: Scope): Graph {
    if (a.nodes.length !== b.nodes.length) throw cannot("they have different nodes");
    const scope: Scope = [...around, [a, b]];
    const constants = new Map<string, Constant>();
    const nodes = a.nodes.map((node, i) => {
      const other = b.nodes[i];
      if (other?.op !== node.op || other.inputs.length !== node.inputs.length)
        throw cannot(`${node.op} has another place`);
      const inputs = node.inputs.map((name, position) =>
        this.#input(node, position, [name, other.inputs[position] ?? ""], scope, constants),
      );
      return { ...node, inputs, attributes: this.#attributes(node, other, scope) };
    });
    // The rows that are repeated belong to the outermost graph, where the nodes are that repeat them.
    if (around.length === 0)
      for (const one of [...this.#repeated.values()].flat()) constants.set(one.name, one);
    return {
      inputs: values(a.inputs, b.inputs),
      outputs: values(a.outputs, b.outputs),
      constants: [...constants.values()],
      nodes,
    };
  }

  #attributes(a: GraphNode, b: GraphNode, scope: Scope): GraphNode["attributes"] {
    const merged: Record<string, Attribute> = {};
    for (const [key, value] of Object.entries(a.attributes)) {
      const other = b.attributes[key];
      if ("graph" in value && other !== undefined && "graph" in other)
        merged[key] = { graph: this.graph(value.graph, other.graph, scope) };
      else if (JSON.stringify(value) === JSON.stringify(other)) merged[key] = value;
      else throw cannot(`${a.op} has another "${key}"`);
    }
    return merged;
  }

  /** @returns the name that is read in the merged graph; what it needs is kept in `constants` */
  #input(
    { op }: GraphNode,
    position: number,
    [name, otherName]: readonly [string, string],
    scope: Scope,
    constants: Map<string, Constant>,
  ): string {
    const a = lookup(
      name,
      scope.map(([own]) => own),
    );
    const b = lookup(
      otherName,
      scope.map(([, own]) => own),
    );
    if (a === undefined || b === undefined) {
      if (a !== b || name !== otherName) throw cannot(`${op} reads something else`);
      return name;
    }
    const kept = isSame(a, b) ? a : sized(op, position, a, b);
    if (kept === undefined) return this.#rows(a, b);
    constants.set(kept.name, kept);
    return kept.name;
  }

  /** Rows that were written once an image. */
  #rows(a: Constant, b: Constant): string {
    const [row, times] = [rowOf(a), (a.dims[0] ?? 0) / first];
    const isBatch = Number.isInteger(times) && b.dims[0] === times * second;
    if (row === undefined || !isBatch || !isSame(row, rowOf(b)))
      throw cannot(`"${a.name}" differs`);
    const output = `${a.name}/any`;
    if (this.#repeated.has(output)) return output;
    const [each, rest] = [integers([times]), integers(a.dims.slice(1))];
    this.#repeated.set(output, [row, each, rest]);
    const [batch, rows, shape] = ["batch/Shape", `${output}/Mul`, `${output}/Concat`];
    if (this.before.length === 0)
      this.before.push(
        node("Shape", [this.#images], batch, { start: { int: 0 }, end: { int: 1 } }),
      );
    this.before.push(
      node("Mul", [batch, each.name], rows),
      node("Concat", [rows, rest.name], shape, { axis: { int: 0 } }),
      node("Expand", [row.name, shape], output),
    );
    return output;
  }
}

function node(
  op: string,
  inputs: string[],
  output: string,
  attributes: GraphNode["attributes"] = {},
): GraphNode {
  return { op, domain: "", inputs, outputs: [output], attributes };
}

/** The constant of the innermost graph that has it. */
function lookup(name: string, graphs: readonly Graph[]): Constant | undefined {
  return graphs
    .toReversed()
    .flatMap(({ constants }) => constants.filter((one) => one.name === name))[0];
}

function isSame(a: Constant, b: Constant | undefined): boolean {
  if (b === undefined || a.dims.join() !== b.dims.join()) return false;
  if (a.data === b.data) return true;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  return left.equals(right);
}

function bytesOf({ data }: Constant): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

/** Sizes of which one is the batch's; undefined for what is no list of sizes. */
function sized(op: string, position: number, a: Constant, b: Constant): Constant | undefined {
  if (!(a.data instanceof BigInt64Array) || !(b.data instanceof BigInt64Array)) return undefined;
  const [left, right] = [[...a.data].map(Number), [...b.data].map(Number)];
  const differing = left.flatMap((size, i) => (size === right[i] ? [] : [i]));
  const isBatch = (i: number) => (left[i] ?? 0) * second === (right[i] ?? 0) * first;
  const isOne = differing.length === 1 && differing.every(isBatch) && left.length === right.length;
  const put = { Reshape: unknown, Expand: 1 }[op];
  const isTwice = put === unknown && left.includes(unknown);
  if (!isOne || put === undefined || position !== 1 || isTwice)
    throw cannot(`${op} takes the sizes [${left.join(",")}]`);
  return integers(left.map((size, i) => (differing.includes(i) ? put : size)));
}

/** The one row of a constant of which all rows are the same. */
function rowOf({ name, dims, data }: Constant): Constant | undefined {
  const [rows = 0, ...rest] = dims;
  if (rows === 0 || data instanceof BigInt64Array) return undefined;
  const size = data.length / rows;
  const isSameRow = data.every((value, i) => Object.is(value, data[i % size]));
  return isSameRow ? constant(`${name}/row`, [1, ...rest], data.slice(0, size)) : undefined;
}

/** A size of any batch is unknown, and how many times the batch it is stays in it. */
function values(a: readonly Activation[], b: readonly Activation[]): Activation[] {
  return a.map((value, i) => {
    const other = b[i]?.dims ?? [];
    const dims = value.dims.map((size, axis) => {
      if (size === other[axis]) return size;
      if (size * second !== (other[axis] ?? 0) * first) throw cannot(`"${value.name}" differs`);
      return (unknown * size) / first;
    });
    return { ...value, dims };
  });
}

function cannot(why: string): UnsupportedError {
  return new UnsupportedError(
    `This graph can't be written for any number of images: ${why}.`,
    "Export it with --batch and the number that you will run.",
  );
}
