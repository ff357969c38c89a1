import { ClosedModelError, requireShape, type LoadedModel } from "@vmoe-bench/contracts";
import { bestExpert, type HeldExperts } from "@vmoe-bench/backend/experts";
import { tensorNames } from "../export/files.ts";
import { floats, type ModelFacts, type OpenModel } from "./whole-model.ts";

interface SplitFacts extends ModelFacts {
  readonly gate: "softmax" | "normalized";
  /** K */
  readonly classes: number;
}

/** A trunk up to the router, and then for each image the tail of the expert that it chose. */
export function splitModel(
  trunk: OpenModel,
  tails: HeldExperts<OpenModel>,
  { shape, placement, gate, classes }: SplitFacts,
): LoadedModel {
  const [batch = 1] = shape;
  let closed = false;

  /** One image's tokens [N,D] → its logits [K]. */
  const runTail = (expert: number, tokens: Float32Array, width: number, share: number) =>
    tails.use(expert, async ({ run }) => {
      const outputs = await run({
        [tensorNames.tokens]: { data: tokens, dims: [tokens.length / width, width] },
        ...(gate === "softmax"
          ? { [tensorNames.gate]: { data: Float32Array.of(share), dims: [1, 1] } }
          : {}),
      });
      return floats(outputs, tensorNames.logits);
    });

  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(shape, images);
      const outputs = await trunk.run({ [tensorNames.images]: { data: images.data, dims: shape } });
      const choice = bestExpert(floats(outputs, tensorNames.routerLogits), batch, gate);
      const tokens = floats(outputs, tensorNames.tokens);
      const width = outputs.get(tensorNames.tokens)?.dims.at(-1) ?? tokens.length;
      const size = tokens.length / batch;
      const logits = new Float32Array(batch * classes);
      for (const [image, expert] of choice.experts.entries()) {
        const own = tokens.subarray(image * size, (image + 1) * size);
        const share = choice.gates[image] ?? Number.NaN;
        logits.set(await runTail(expert, own, width, share), image * classes);
      }
      return { logits, routings: [choice] };
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([trunk.close(), tails.close()]);
    },
  };
}
