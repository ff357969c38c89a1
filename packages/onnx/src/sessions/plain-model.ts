import {
  ClosedModelError,
  requireShape,
  UnsupportedError,
  type LoadedModel,
  type OnnxConfig,
} from "@vmoe-bench/contracts";
import type { Tensor } from "onnxruntime-common";
import { graphError } from "./graph-error.ts";
import type { OpenSession } from "./open-session.ts";
import type { ModelFacts } from "./whole-model.ts";

/** One session of a graph that was made elsewhere; of its outputs only the logits are read. */
export function plainModel(
  { session, floatTensor, close }: OpenSession,
  { input, logits, classes }: Pick<OnnxConfig, "input" | "logits" | "classes">,
  { shape, placement, id }: ModelFacts & { readonly id: string },
): LoadedModel {
  const [batch = 1] = shape;
  let closed = false;
  const rowsOf = (output: Tensor | undefined): Float32Array => {
    const data = output?.data;
    if (!(data instanceof Float32Array))
      throw new UnsupportedError(
        `The output "${logits}" of ${id} is ${output?.type ?? "no tensor"}, and logits are read as float32.`,
        "Export it with its logits as a float32 tensor [B,K].",
      );
    if (data.length !== batch * classes)
      throw new UnsupportedError(
        `${id} gives ${data.length} numbers for ${batch} images of ${classes} classes.`,
        `Where its graph takes 1 image a run and does not say so, set "batch": 1 in the json beside it.`,
      );
    return data;
  };
  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(shape, images);
      const outputs = await session
        .run({ [input]: floatTensor(images.data, shape) }, [logits])
        .catch((error: unknown) => {
          throw graphError(error, id, batch);
        });
      return { logits: rowsOf(outputs[logits]), routings: [] };
    },
    async close() {
      if (closed) return;
      closed = true;
      await close();
    },
  };
}
