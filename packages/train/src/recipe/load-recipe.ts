import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  check,
  checkJson,
  InvalidValueError,
  messageOf,
  vitConfigSchema,
} from "@vmoe-bench/contracts";
import { z } from "zod";
import { RecipeNotReadableError } from "../errors.ts";
import type { DenseRecipe, Recipe, VmoeRecipe } from "./recipe.ts";
import { denseRecipeSchema } from "./schema.ts";
import { vmoeRecipeSchema } from "./vmoe-schema.ts";

const anyRecipe = z.looseObject({ baseline: z.unknown().optional(), moe: z.unknown().optional() });

/**
 * Reads a recipe and, for a V-MoE, its dense twin's beside it.
 * @param seed takes the place of the seed in the file, for both
 * @throws RecipeNotReadableError, InvalidValueError naming each wrong field
 */
export async function loadRecipe(file: string, { seed }: { seed?: number } = {}): Promise<Recipe> {
  const text = await readText(file);
  return isVmoe(file, text) ? vmoeRecipe(file, text, seed) : denseRecipe(file, text, seed);
}

function isVmoe(file: string, text: string): boolean {
  const { baseline, moe } = checkJson(anyRecipe, text, file);
  return baseline !== undefined || moe !== undefined;
}

function denseRecipe(file: string, text: string, seed: number | undefined): DenseRecipe {
  const { model, ...settings } = checkJson(denseRecipeSchema, text, file);
  return {
    kind: "dense",
    name: path.basename(file, ".json"),
    model,
    settings: seed === undefined ? settings : { ...settings, seed },
  };
}

async function vmoeRecipe(
  file: string,
  text: string,
  seed: number | undefined,
): Promise<VmoeRecipe> {
  const own = checkJson(vmoeRecipeSchema, text, file);
  if (own.baseline !== path.basename(own.baseline))
    throw new InvalidValueError(file, [
      `"baseline": "${own.baseline}" is no name of a file beside this one`,
    ]);
  const twinFile = path.join(path.dirname(file), own.baseline);
  const twinText = await readText(twinFile);
  if (isVmoe(twinFile, twinText))
    throw new InvalidValueError(file, [`"baseline": ${own.baseline} is not a dense ViT's recipe`]);
  const baseline = denseRecipe(twinFile, twinText, seed);

  const { moe, ...model } = check(vitConfigSchema, { ...baseline.model, moe: own.moe }, file);
  if (moe === undefined) throw new InvalidValueError(file, [`"moe": it is missing`]);
  const problems: string[] = [];
  if (moe.experts > model.classes && own.router.kind === "super-classes")
    problems.push(
      `"moe.experts": ${moe.experts} super-classes need at least as many classes, and there are ${model.classes}`,
    );
  if (moe.routing !== "image" && own.router.kind === "super-classes")
    problems.push(`"moe.routing": only "image" can be trained with super-classes`);
  if (own.router.kind === "super-classes" && own.router.routeByLabel > 0 && moe.k !== 1)
    problems.push(`"router.routeByLabel": an image has one super-class, so it needs "moe.k": 1`);
  if (own.startEpoch !== undefined && !baseline.settings.keepEpochs.includes(own.startEpoch))
    problems.push(
      `"startEpoch": ${own.startEpoch} is not one of the "keepEpochs" of ${own.baseline}`,
    );
  const { epochs } = baseline.settings;
  const startEpoch = own.startEpoch ?? 0;
  if (startEpoch >= epochs)
    problems.push(`"startEpoch": after epoch ${startEpoch} of ${epochs} nothing is left to train`);
  if (own.router.kind === "super-classes") {
    const until = own.router.routeByLabel * epochs;
    if (until > 0 && until < startEpoch + 1)
      problems.push(
        `"router.routeByLabel": ${own.router.routeByLabel} of ${epochs} epochs is over before the V-MoE starts from epoch ${startEpoch}`,
      );
  } else if (moe.gate === "normalized" && moe.k === 1)
    problems.push(
      `"moe.gate": "normalized" is always 1 where "moe.k" is 1, so a router that is learnt end to end learns nothing of the classes; it needs "softmax"`,
    );
  if (own.routerWarmUp !== undefined && startEpoch === 0)
    problems.push(`"routerWarmUp": from scratch the routers warm up with the rest`);
  const allPatchesAfter = baseline.settings.augmentation.patchDropout?.epochs ?? 0;
  if (moe.reads === "tokens" && startEpoch < allPatchesAfter)
    problems.push(
      `"moe.reads": "tokens" needs all patches, which are there after epoch ${allPatchesAfter}, where "patchDropout" ends: "startEpoch" is ${startEpoch}`,
    );
  if (problems.length > 0) throw new InvalidValueError(file, problems);
  return {
    kind: "vmoe",
    name: path.basename(file, ".json"),
    model: { ...model, moe },
    settings: baseline.settings,
    baseline,
    router: own.router,
    expertDropout: own.expertDropout,
    expertRate: own.expertRate,
    routerWarmUp: own.routerWarmUp,
    startEpoch,
  };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new RecipeNotReadableError(file, messageOf(error), { cause: error });
  }
}
