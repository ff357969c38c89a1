import {
  ClosedModelError,
  requireShape,
  type LoadedModel,
  type OnnxConfig,
} from "@vmoe-bench/contracts";
import type { OpenSession } from "./open-session.ts";
import { floats } from "./outputs.ts";
import type { ModelFacts } from "./whole-model.ts";

/** One session of a graph that was made elsewhere; of its outputs only the logits are read. */
export function plainModel(
  { session, floatTensor, close }: OpenSession,
  { input, logits }: Pick<OnnxConfig, "input" | "logits">,
  { shape, placement }: ModelFacts,
): LoadedModel {
  let closed = false;
  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(shape, images);
      const outputs = await session.run({ [input]: floatTensor(images.data, shape) }, [logits]);
      return { logits: floats(outputs, logits), routings: [] };
    },
    async close() {
      if (closed) return;
      closed = true;
      await close();
    },
  };
}
