import type { RouterTarget } from "../model/training-step.ts";
import { mix } from "../random.ts";
import type { VmoeRecipe } from "../recipe/recipe.ts";
import type { SuperClasses } from "../superclass/super-classes.ts";

/** What a V-MoE's router learns in each step; epochs count from 1. */
export function routerTargets(
  { router, model, settings }: VmoeRecipe,
  superClasses: SuperClasses | undefined,
): (at: { epoch: number; step: number }) => RouterTarget {
  if (router.kind === "end-to-end") {
    const { kind, balance, noise = 1 / model.moe.experts } = router;
    const { seed } = settings;
    return ({ epoch, step }) => ({
      kind,
      balance,
      noise,
      seed: mix(seed, "router noise", epoch, step),
    });
  }
  if (superClasses === undefined) throw new Error("The super-classes were not made.");
  const { superClassOf } = superClasses;
  const { kind, lambda, routeByLabel } = router;
  return ({ epoch }) => ({
    kind,
    superClassOf,
    lambda,
    byLabel: epoch <= routeByLabel * settings.epochs,
  });
}
