import type { BuiltinOperator } from "../../schema/tflite/builtin-operator.ts";
import type { OperatorT } from "../../schema/tflite/operator.ts";
import type { BuiltinOptions } from "../../schema/tflite/builtin-options.ts";
import type { Activation, Constant, ElementType, Value } from "./value.ts";

/** An operator with its options, as the format has them. */
export interface Operation {
  readonly operator: BuiltinOperator;
  readonly optionsType: BuiltinOptions;
  readonly options: OperatorT["builtinOptions"];
}

export interface GraphNode extends Operation {
  readonly inputs: readonly string[];
  readonly outputs: readonly Activation[];
}

/** What a graph is written from, in the order that its nodes run. */
export interface Graph {
  readonly inputs: readonly Activation[];
  /** By the names that the file's reader knows them by. */
  readonly outputs: ReadonlyMap<string, Activation>;
  readonly constants: readonly Constant[];
  readonly nodes: readonly GraphNode[];
}

/** A shape and a type of what a node gives; float32 where nothing else is said. */
export interface Given {
  readonly dims: readonly number[];
  readonly type?: ElementType;
}

/** Collects a LiteRT graph. The same node asked for twice is made once. */
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

  /**
   * A node with an output for each of `given`.
   * @param scope what the node belongs to: "blocks.0.attn.qkv". Its outputs are named below it.
   */
  node(
    operation: Operation,
    inputs: readonly Value[],
    given: readonly Given[],
    scope: string,
  ): readonly Activation[] {
    const key = JSON.stringify([operation, inputs.map(({ name }) => name), given]);
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    for (const input of inputs) if (input.kind === "constant") this.#store(input);
    const name = this.#unique(`${scope}/${operation.operator}`);
    const outputs = given.map(({ dims, type }, i): Activation => ({
      kind: "activation",
      name: given.length === 1 ? name : `${name}:${i}`,
      dims,
      type: type ?? "float32",
    }));
    this.#nodes.push({ ...operation, inputs: inputs.map((input) => input.name), outputs });
    this.#made.set(key, outputs);
    return outputs;
  }

  /** Makes what a node gives an output of the graph. */
  output(name: string, value: Value): void {
    if (value.kind === "constant") throw new TypeError(`No node gives ${value.name}.`);
    this.#outputs.set(name, value);
  }

  finish(): Graph {
    return {
      inputs: this.#inputs,
      outputs: this.#outputs,
      constants: [...this.#constants.values()],
      nodes: this.#nodes,
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
