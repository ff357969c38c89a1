import type { OnnxAttribute, OnnxGraph, OnnxNode } from "../wire/decode.ts";

/** What is known of a value of the graph without running it. */
export interface Known {
  readonly dims: readonly number[];
  /** ONNX's number of its element type; 0 where it does not matter. */
  readonly type: number;
  /** The numbers of a small one that does not depend on the images' content: shapes, indexes, scales. */
  readonly values: readonly number[] | undefined;
  /** Made of constants alone: a runtime computes it once, at load. */
  readonly isConstant: boolean;
}

/** 2 x MAC, and elementwise work apart. */
export interface Work {
  readonly macs2: number;
  readonly elementwise: number;
}

export const noWork: Work = { macs2: 0, elementwise: 0 };

export function sum(a: Work, b: Work, times = 1): Work {
  return {
    macs2: a.macs2 + times * b.macs2,
    elementwise: a.elementwise + times * b.elementwise,
  };
}

/** A layer of experts: what each of them costs on all rows that it could get. */
export interface ExpertLayer {
  /** E */
  readonly experts: number;
  readonly k: number;
  /** What one expert costs for every row. */
  readonly one: Work;
}

/** An output, as far as a rule knows it. */
export interface Made {
  readonly dims: readonly number[];
  readonly type?: number;
  readonly values?: readonly number[] | undefined;
}

export interface Outcome {
  readonly outputs: readonly Made[];
  readonly work: Work;
  readonly layer?: ExpertLayer;
}

/** A node that nothing can be said of, and why. */
export class CannotInferError extends Error {}

/** An outcome of one output. */
export function made(
  dims: readonly number[],
  work: Partial<Work> = {},
  rest: Omit<Made, "dims"> = {},
): Outcome {
  return { outputs: [{ dims, ...rest }], work: { ...noWork, ...work } };
}

/** A node with what is known of its inputs, as a rule sees it. */
export class NodeView {
  readonly #node: OnnxNode;
  readonly #inputs: readonly (Known | undefined)[];

  constructor(node: OnnxNode, inputs: readonly (Known | undefined)[]) {
    this.#node = node;
    this.#inputs = inputs;
  }

  get outputCount(): number {
    return this.#node.outputs.length;
  }

  /** All that are given, in their order. */
  get inputs(): readonly Known[] {
    return this.#inputs.filter((input) => input !== undefined);
  }

  optional(position: number): Known | undefined {
    return this.#inputs[position];
  }

  input(position: number): Known {
    const known = this.#inputs[position];
    if (known === undefined) throw new CannotInferError(`it has no input ${position}`);
    return known;
  }

  dims(position: number): readonly number[] {
    return this.input(position).dims;
  }

  /** The numbers of an input that shapes depend on. */
  values(position: number): readonly number[] {
    const { values } = this.input(position);
    if (values === undefined)
      throw new CannotInferError(`its input ${position} depends on the images`);
    return values;
  }

  /** Numbers that older versions have as an attribute, and newer ones as an input. */
  valuesOrInts(position: number, attribute: string): readonly number[] | undefined {
    if (this.optional(position) !== undefined) return this.values(position);
    return this.has(attribute) ? this.ints(attribute) : undefined;
  }

  has(name: string): boolean {
    return this.#node.attributes.has(name);
  }

  attribute(name: string): OnnxAttribute | undefined {
    return this.#node.attributes.get(name);
  }

  int(name: string, otherwise: number): number {
    return this.attribute(name)?.int ?? otherwise;
  }

  ints(name: string): readonly number[] {
    return this.attribute(name)?.ints ?? [];
  }

  text(name: string, otherwise: string): string {
    return this.attribute(name)?.text ?? otherwise;
  }

  graph(name: string): OnnxGraph {
    const inner = this.attribute(name)?.graph;
    if (inner === undefined) throw new CannotInferError(`it has no graph "${name}"`);
    return inner;
  }
}

/** An axis counted from the start; -1 is the last one. */
export function axisOf(axis: number, rank: number): number {
  const fromStart = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(fromStart) || fromStart < 0 || fromStart >= Math.max(rank, 1))
    throw new CannotInferError(`there is no axis ${axis} of ${rank}`);
  return fromStart;
}

/** A size; what is not there is a graph that does not fit together. */
export function at(dims: readonly number[], index: number): number {
  const size = dims.at(index);
  if (size === undefined) throw new CannotInferError(`[${dims.join(",")}] has no axis ${index}`);
  return size;
}

/** Axes aligned at their ends; 1 goes with any size. */
export function broadcast(...shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) =>
    shapes.reduce((size, shape) => {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (size !== 1 && own !== 1 && size !== own)
        throw new CannotInferError(`${size} and ${own} do not fit together`);
      return size === 1 ? own : size;
    }, 1),
  );
}

/**
 * What a kind of node gives and costs.
 * @throws CannotInferError
 */
export type Rule = (node: NodeView) => Outcome;

export type Rules = Readonly<Record<string, Rule>>;
