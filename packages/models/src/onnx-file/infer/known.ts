import { sizeOf } from "../wire/tensor.ts";

/** What is known of a value of the graph without running it. */
export interface Known {
  readonly dims: readonly number[];
  /** ONNX's number of its element type; 0 where it does not matter. */
  readonly type: number;
  /** Of a small one that does not depend on the images' content: shapes, indexes, scales. */
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
  /** Of one expert for every row. */
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

export { sizeOf };
