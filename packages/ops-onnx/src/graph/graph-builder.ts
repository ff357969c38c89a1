import type { Activation, Constant, ElementType, Value } from "./value.ts";

/** ONNX tells an integer attribute from a float one; a JavaScript number does not. */
export type Attribute =
  { readonly int: number } | { readonly ints: readonly number[] } | { readonly float: number };

export interface GraphNode {
  readonly op: string;
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
  /** Of the outputs; float32 where nothing else is said. */
  readonly types?: readonly ElementType[];
}

/** Collects an ONNX graph. The same node asked for twice is made once. */
export class GraphBuilder {
  readonly #inputs: Activation[] = [];
  readonly #outputs = new Map<string, Activation>();
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #made = new Map<string, readonly Activation[]>();
  readonly #names = new Map<string, number>();

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
    { scope, attributes = {}, types = [] }: NodeSpec,
  ): readonly Activation[] {
    const key = JSON.stringify([op, inputs.map(({ name }) => name), shapes, attributes]);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    for (const input of inputs) if (input.kind === "constant") this.#store(input);
    const name = this.#unique(`${scope}/${op}`);
    const outputs = shapes.map((dims, i): Activation => ({
      kind: "activation",
      name: shapes.length === 1 ? name : `${name}:${i}`,
      dims,
      type: types[i] ?? "float32",
    }));
    this.#nodes.push({
      op,
      inputs: inputs.map((input) => input.name),
      outputs: outputs.map((output) => output.name),
      attributes,
    });
    this.#made.set(key, outputs);
    return outputs;
  }

  /** Makes what a node gives an output of the graph, under a name of its own. */
  output(name: string, value: Value): void {
    if (value.kind === "constant") throw new TypeError(`No node gives ${value.name}.`);
    this.#outputs.set(value.name, { ...value, name });
  }

  finish(): Graph {
    const rename = (name: string) => this.#outputs.get(name)?.name ?? name;
    return {
      inputs: this.#inputs,
      outputs: [...this.#outputs.values()],
      constants: [...this.#constants.values()],
      nodes: this.#nodes.map((node) => ({
        ...node,
        inputs: node.inputs.map(rename),
        outputs: node.outputs.map(rename),
      })),
    };
  }

  #store(constant: Constant): void {
    const known = this.#constants.get(constant.name);
    if (known !== undefined && known.dims.join() !== constant.dims.join())
      throw new RangeError(`Two constants are named ${constant.name}.`);
    if (known === undefined) this.#constants.set(constant.name, constant);
  }

  #unique(name: string): string {
    const count = (this.#names.get(name) ?? 0) + 1;
    this.#names.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  }
}
