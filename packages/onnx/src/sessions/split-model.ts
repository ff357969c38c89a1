import {
  ClosedModelError,
  requireShape,
  type ChosenExperts,
  type LoadedModel,
} from "@vmoe-bench/contracts";
import {
  bestExpert,
  gatherRows,
  groupByExpert,
  type HeldExperts,
} from "@vmoe-bench/backend/experts";
import { tensorNames } from "../export/files.ts";
import type { Tensor } from "onnxruntime-common";
import { floats, type ModelFacts, type OpenSession } from "./whole-model.ts";

interface SplitFacts extends ModelFacts {
  readonly gate: "softmax" | "normalized";
  /** K */
  readonly classes: number;
}

/** A session up to the router, and then the session of the expert that it chose. */
export function splitModel(
  trunk: OpenSession,
  tails: HeldExperts<OpenSession>,
  { shape, placement, gate, classes }: SplitFacts,
): LoadedModel {
  const [batch = 1] = shape;
  let closed = false;

  /** Tokens [images·N,D] and gates [images,1] → logits [images,K]. */
  const runTail = (expert: number, tokens: Tensor, gates: Float32Array): Promise<Float32Array> =>
    tails.use(expert, async ({ session, floatTensor }) => {
      const gateInput =
        gate === "softmax" ? { [tensorNames.gate]: floatTensor(gates, [gates.length, 1]) } : {};
      const outputs = await session.run({ [tensorNames.tokens]: tokens, ...gateInput });
      return floats(outputs, tensorNames.logits);
    });

  const runGroups = async (tokens: Tensor, { experts, gates }: ChosenExperts) => {
    const groups = groupByExpert(experts);
    const [only] = groups;
    if (only !== undefined && groups.length === 1) return runTail(only.expert, tokens, gates);
    const data = tokens.data;
    if (!(data instanceof Float32Array)) throw new TypeError("Tokens are floats.");
    const size = data.length / batch;
    const width = tokens.dims[1] ?? size;
    const logits = new Float32Array(batch * classes);
    for (const { expert, images } of groups) {
      const rows = gatherRows(data, size, images);
      const own = trunk.floatTensor(rows, [rows.length / width, width]);
      const answers = await runTail(expert, own, gatherRows(gates, 1, images));
      images.forEach((image, i) => {
        logits.set(answers.subarray(i * classes, (i + 1) * classes), image * classes);
      });
    }
    return logits;
  };

  return {
    placement,
    async run(images) {
      if (closed) throw new ClosedModelError();
      requireShape(shape, images);
      const outputs = await trunk.session.run({
        [tensorNames.images]: trunk.floatTensor(images.data, shape),
      });
      const choice = bestExpert(floats(outputs, tensorNames.routerLogits), batch, gate);
      const tokens = outputs[tensorNames.tokens];
      if (tokens === undefined) throw new TypeError("The trunk gave no tokens.");
      return { logits: await runGroups(tokens, choice), routings: [choice] };
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([trunk.close(), tails.close()]);
    },
  };
}
