import { fromOnnx } from "./from-onnx.ts";
import { fromZoo } from "./from-zoo.ts";
import type { ModelResolver, RunModel } from "./run-model.ts";

/** In the order that they are asked; the zoo is last, since it knows which names are near. */
const resolvers: readonly ModelResolver[] = [fromOnnx];

/**
 * @throws what is wrong with the model; `unknown-name` with the nearest names
 */
export async function findRunModel(name: string): Promise<RunModel> {
  for (const resolve of resolvers) {
    const found = await resolve(name);
    if (found !== undefined) return found;
  }
  return fromZoo(name);
}
