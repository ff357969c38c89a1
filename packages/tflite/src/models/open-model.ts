/** A tensor as LiteRT takes and gives it. */
export interface ModelTensor {
  readonly data: Float32Array | Int32Array;
  readonly dims: readonly number[];
}

/** One of a model's files in a runtime: its signature's names to tensors. */
export interface OpenModel {
  readonly run: (
    inputs: Readonly<Record<string, ModelTensor>>,
  ) => Promise<ReadonlyMap<string, ModelTensor>>;
  /** Frees its memory. */
  readonly close: () => Promise<void>;
}

/** The numbers of a float output. */
export function floats(outputs: ReadonlyMap<string, ModelTensor>, name: string): Float32Array {
  const data = outputs.get(name)?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`The graph gave no float output "${name}".`);
}

/** The numbers of an integer output. */
export function integersOf(outputs: ReadonlyMap<string, ModelTensor>, name: string): Int32Array {
  const data = outputs.get(name)?.data;
  if (data instanceof Int32Array) return data;
  throw new TypeError(`The graph gave no integer output "${name}".`);
}
