import { type Precision, UnsupportedError } from "@vmoe-bench/contracts";

/** Why a graph that was made elsewhere can't be had in these numbers; undefined where it is as it is. */
export function rewritingRefusal(id: string, precision: Precision): UnsupportedError | undefined {
  if (precision === "float32") return undefined;
  return new UnsupportedError(
    `${id} is a finished graph, which is not written again in ${precision}.`,
    "Quantise the file yourself, and name it as a model of its own.",
  );
}
