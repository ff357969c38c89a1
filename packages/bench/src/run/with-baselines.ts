import { moeOf, type Arm } from "@vmoe-bench/contracts";
import type { PlannedModel } from "@vmoe-bench/runner";
import type { RunModel } from "@vmoe-bench/models/find";

export interface NamedModel {
  /** As the suite names it. */
  readonly name: string;
  readonly model: Pick<RunModel, "id" | "shape" | "baseline">;
  readonly data: readonly Arm["data"][];
}

/**
 * The models with what each is compared with: its baseline or, where a plain ONNX file is among them,
 * the first dense model for every dense one that has none.
 */
export function withBaselines(models: readonly NamedModel[]): PlannedModel[] {
  const dense = models.filter(({ model }) => moeOf(model.shape) === undefined);
  const first = dense.some(({ model }) => model.shape.kind === "onnx") ? dense[0] : undefined;
  return models.map(({ name, model, data }) => {
    const hasExperts = moeOf(model.shape) !== undefined;
    const usual = hasExperts || first === undefined || first.name === name ? null : first.name;
    const baseline = nameOf(model.baseline, models) ?? usual;
    const fixedBatch = model.shape.kind === "onnx" ? model.shape.config.batch : null;
    return { id: name, hasExperts, data, fixedBatch, ...(baseline === null ? {} : { baseline }) };
  });
}

/** What the suite calls a model's dense baseline: its id, or the folder of a model of that id. */
function nameOf(baseline: string | null, models: readonly NamedModel[]): string | null {
  if (baseline === null || models.some(({ name }) => name === baseline)) return baseline;
  return models.find(({ model }) => model.id === baseline)?.name ?? baseline;
}
