import { moeOf, type Arm } from "@vmoe-bench/contracts";
import type { PlannedModel } from "@vmoe-bench/runner";
import type { RunModel } from "./run-model.ts";

interface Named {
  /** As the suite names it. */
  readonly name: string;
  readonly model: Pick<RunModel, "shape" | "twin">;
  readonly data: readonly Arm["data"][];
}

/**
 * The models with what each is compared with: its twin or, where a plain ONNX file is among them,
 * the first dense model for every dense one that has none.
 */
export function withBaselines(models: readonly Named[]): PlannedModel[] {
  const dense = models.filter(({ model }) => moeOf(model.shape) === undefined);
  const first = dense.some(({ model }) => model.shape.kind === "onnx") ? dense[0] : undefined;
  return models.map(({ name, model, data }) => {
    const hasExperts = moeOf(model.shape) !== undefined;
    const baseline = hasExperts || first === undefined || first.name === name ? null : first.name;
    const twin = model.twin ?? baseline;
    const fixedBatch = model.shape.kind === "onnx" ? model.shape.config.batch : null;
    return { id: name, hasExperts, data, fixedBatch, ...(twin === null ? {} : { twin }) };
  });
}
