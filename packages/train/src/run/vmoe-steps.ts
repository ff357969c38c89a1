import type { VmoeStep } from "../model/training-step.ts";
import { mix } from "../random.ts";
import type { RoutedRecipe, VmoeRecipe } from "../recipe/recipe.ts";
import type { SuperClasses } from "../superclass/super-classes.ts";

interface At {
  readonly epoch: number;
  readonly step: number;
}

/** What a router learns in each step, and what experts leave out; epochs count from 1. */
export function routedSteps(
  recipe: RoutedRecipe,
  superClasses: SuperClasses | undefined,
): (at: At) => VmoeStep {
  if (recipe.kind === "vmoe") return vmoeSteps(recipe, superClasses);
  if (superClasses === undefined) throw new Error("The super-classes were not made.");
  const { kind, lambda } = recipe.router;
  const { superClassOf } = superClasses;
  return () => ({ target: { kind, superClassOf, lambda, byLabel: false }, dropout: undefined });
}

/** What a V-MoE's router learns in each step, and what its experts leave out; epochs count from 1. */
function vmoeSteps(
  { router, expertDropout: rate, model, settings }: VmoeRecipe,
  superClasses: SuperClasses | undefined,
): (at: At) => VmoeStep {
  const { seed } = settings;
  const dropoutAt = ({ epoch, step }: At) =>
    rate === undefined ? undefined : { rate, seed: mix(seed, "expert dropout", epoch, step) };
  if (router.kind === "end-to-end") {
    const { kind, balance, noise = 1 / model.moe.experts } = router;
    return (at) => ({
      target: { kind, balance, noise, seed: mix(seed, "router noise", at.epoch, at.step) },
      dropout: dropoutAt(at),
    });
  }
  if (superClasses === undefined) throw new Error("The super-classes were not made.");
  const { superClassOf } = superClasses;
  const { kind, lambda, routeByLabel } = router;
  const until = routeByLabel * settings.epochs;
  return (at) => ({
    target: { kind, superClassOf, lambda, byLabel: at.epoch <= until },
    dropout: dropoutAt(at),
  });
}
