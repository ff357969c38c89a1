import type { OnnxAttribute, OnnxGraph, OnnxNode } from "../wire/decode.ts";
import { CannotInferError, type Known } from "./known.ts";

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
    const found = this.#inputs[position];
    if (found === undefined) throw new CannotInferError(`it has no input ${position}`);
    return found;
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
    const found = this.attribute(name)?.graph;
    if (found === undefined) throw new CannotInferError(`it has no graph "${name}"`);
    return found;
  }
}

/** An axis counted from the start; -1 is the last one. */
export function axisOf(axis: number, rank: number): number {
  const found = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(found) || found < 0 || found >= Math.max(rank, 1))
    throw new CannotInferError(`there is no axis ${axis} of ${rank}`);
  return found;
}

/** A size; what is not there is a graph that does not fit together. */
export function at(dims: readonly number[], index: number): number {
  const found = dims.at(index);
  if (found === undefined) throw new CannotInferError(`[${dims.join(",")}] has no axis ${index}`);
  return found;
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
