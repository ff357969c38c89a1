import type { Activation, Constant, ElementType, Value } from "./value.ts";

/** ONNX tells an integer attribute from a float one; a JavaScript number does not. */
export type Attribute =
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly graph: Graph };

export interface GraphNode {
  readonly op: string;
  /** Whose operator it is: "" for standard ones. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** What a graph is written from, in the order that its nodes run. */
export interface Graph {
  readonly inputs: readonly Activation[];
  readonly outputs: readonly Activation[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly GraphNode[];
}

interface NodeSpec {
  /** What the node belongs to: "blocks.0.attn.qkv". Its outputs are named "<scope>/<op>". */
  readonly scope: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** The types of the outputs; float32 where nothing else is said. */
  readonly types?: readonly ElementType[];
  readonly domain?: string;
}

/** ONNX Runtime's own operators. */
export const microsoft = "com.microsoft";

/** Collects an ONNX graph. The same node asked for twice is made once. */
export class GraphBuilder {
  readonly #inputs: Activation[] = [];
  readonly #outputs = new Map<string, Activation>();
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #made = new Map<string, readonly Activation[]>();
  /** Names of the whole file: a graph inside a node may not use a name again. */
  readonly #names: Map<string, number>;
  readonly #constantsPrefix: string;

  constructor(names = new Map<string, number>(), constantsPrefix = "") {
    this.#names = names;
    this.#constantsPrefix = constantsPrefix;
  }

  /**
   * A graph inside a node of this one: it may read what this graph has computed so far. It keeps
   * its constants, so that the runtime packs them for the one place that reads them.
   * @param result what the inner graph gives
   */
  branch(result: (inner: GraphBuilder) => Value): Graph {
    const name = this.#unique("branch");
    const inner = new GraphBuilder(this.#names, `${name}/`);
    inner.output(name, result(inner));
    return inner.finish();
  }

  input(name: string, dims: readonly number[]): Activation {
    const value: Activation = { kind: "activation", name, dims, type: "float32" };
    this.#inputs.push(value);
    return value;
  }

  /** A node with one output of shape `dims`. */
  node(op: string, inputs: readonly Value[], dims: readonly number[], spec: NodeSpec): Activation {
    const [output] = this.outputsOf(op, inputs, [dims], spec);
    if (output === undefined) throw new RangeError(`${op} has no output.`);
    return output;
  }

  /** A node with an output for each of `shapes`. */
  outputsOf(
    op: string,
    inputs: readonly Value[],
    shapes: readonly (readonly number[])[],
    { scope, attributes = {}, types = [], domain = "" }: NodeSpec,
  ): readonly Activation[] {
    const key = madeKey(op, inputs, shapes, attributes);
    const known = key === undefined ? undefined : this.#made.get(key);
    if (known !== undefined) return known;
    const inputNames = inputs.map((input) =>
      input.kind === "constant" ? this.#store(input) : input.name,
    );
    const name = this.#unique(`${scope}/${op}`);
    const outputs = shapes.map((dims, i): Activation => ({
      kind: "activation",
      name: shapes.length === 1 ? name : `${name}:${i}`,
      dims,
      type: types[i] ?? "float32",
    }));
    this.#nodes.push({
      op,
      domain,
      inputs: inputNames,
      outputs: outputs.map((output) => output.name),
      attributes,
    });
    if (key !== undefined) this.#made.set(key, outputs);
    return outputs;
  }

  /** Makes what a node gives an output of the graph, under a name of its own. */
  output(name: string, value: Value): void {
    if (value.kind === "constant") throw new TypeError(`No node gives ${value.name}.`);
    this.#outputs.set(value.name, { ...value, name });
  }

  finish(): Graph {
    const names = new Map([...this.#outputs].map(([from, { name }]) => [from, name]));
    return {
      inputs: this.#inputs,
      outputs: [...this.#outputs.values()],
      constants: [...this.#constants.values()],
      nodes: this.#nodes.map((node) => renamed(node, names)),
    };
  }

  /** @returns the name that the constant has in this graph */
  #store(constant: Constant): string {
    if (constant.name === "") return "";
    const name = `${this.#constantsPrefix}${constant.name}`;
    const known = this.#constants.get(name);
    if (known !== undefined && known.dims.join() !== constant.dims.join())
      throw new RangeError(`Two constants are named ${name}.`);
    if (known === undefined) this.#constants.set(name, { ...constant, name });
    return name;
  }

  #unique(name: string): string {
    const count = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  }
}

/** What two nodes have in common that give the same; undefined for one with graphs inside. */
function madeKey(
  op: string,
  inputs: readonly Value[],
  shapes: readonly (readonly number[])[],
  attributes: Readonly<Record<string, Attribute>>,
): string | undefined {
  if (Object.values(attributes).some((attribute) => "graph" in attribute)) return undefined;
  return JSON.stringify([op, inputs.map(({ name }) => name), shapes, attributes]);
}

/** With the values under their new names, in the graphs inside as well. */
export function renamed(node: GraphNode, names: ReadonlyMap<string, string>): GraphNode {
  const rename = (name: string) => names.get(name) ?? name;
  const inside = (graph: Graph): Graph => ({
    ...graph,
    nodes: graph.nodes.map((inner) => renamed(inner, names)),
  });
  const attributes: Record<string, Attribute> = {};
  for (const [key, attribute] of Object.entries(node.attributes))
    attributes[key] = "graph" in attribute ? { graph: inside(attribute.graph) } : attribute;
  return {
    ...node,
    inputs: node.inputs.map(rename),
    outputs: node.outputs.map(rename),
    attributes,
  };
}
