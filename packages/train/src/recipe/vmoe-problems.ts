import type { MoeConfig } from "@vmoe-bench/contracts";
import type { z } from "zod";
import type { Settings, vmoeRecipeSchema } from "./schema.ts";

type OwnFields = Pick<z.output<typeof vmoeRecipeSchema>, "router" | "routerWarmUp">;

/** What of a V-MoE does not go with itself or with its dense baseline's settings. */
export function vmoeProblems(
  { router, routerWarmUp }: OwnFields,
  moe: MoeConfig,
  classes: number,
  settings: Settings,
  startEpoch: number,
): string[] {
  const problems: string[] = [];
  const { epochs } = settings;
  if (router.kind === "super-classes") {
    problems.push(...superClassProblems(moe, classes, "moe"));
    if (moe.routing !== "image")
      problems.push(`"moe.routing": only "image" can be trained with super-classes`);
    if (router.routeByLabel > 0 && moe.k !== 1)
      problems.push(`"router.routeByLabel": an image has one super-class, so it needs "moe.k": 1`);
    const until = router.routeByLabel * epochs;
    if (until > 0 && until < startEpoch + 1)
      problems.push(
        `"router.routeByLabel": ${router.routeByLabel} of ${epochs} epochs is over before the V-MoE starts from epoch ${startEpoch}`,
      );
  } else if (moe.gate === "normalized" && moe.k === 1)
    problems.push(
      `"moe.gate": "normalized" is always 1 where "moe.k" is 1, so a router that is learnt end to end learns nothing of the classes; it needs "softmax"`,
    );
  if (startEpoch >= epochs)
    problems.push(`"startEpoch": after epoch ${startEpoch} of ${epochs} nothing is left to train`);
  if (routerWarmUp !== undefined && startEpoch === 0)
    problems.push(`"routerWarmUp": from scratch the routers warm up with the rest`);
  problems.push(...withoutPatches(moe, startEpoch, settings));
  return problems;
}

/** A router that reads all tokens side by side needs all patches. */
export function withoutPatches(
  { reads }: MoeConfig,
  startEpoch: number,
  { augmentation }: Settings,
): string[] {
  const allPatchesAfter = augmentation.patchDropout?.epochs ?? 0;
  if (reads !== "tokens" || startEpoch >= allPatchesAfter) return [];
  return [
    `"moe.reads": "tokens" needs all patches, which are there after epoch ${allPatchesAfter}, where "patchDropout" ends: "startEpoch" is ${startEpoch}`,
  ];
}

/** Their confusions are a square of so many numbers a side, of which the clustering takes the cube in time. */
export const mostClusteredClasses = 4_096;

/** Why so many super-classes can't be made of so many classes; empty where they can. */
export function superClassProblems(
  { experts }: Pick<MoeConfig, "experts">,
  classes: number,
  field: "moe" | "auxiliary",
): string[] {
  if (experts > classes)
    return [
      `"${field}.experts": ${experts} super-classes need at least as many classes, and there are ${classes}`,
    ];
  if (classes > mostClusteredClasses)
    return [
      `"router.kind": super-classes are made of the confusions between at most ${mostClusteredClasses.toLocaleString("en")} classes, and there are ${classes.toLocaleString("en")}; take "end-to-end", or train the dense model alone`,
    ];
  return [];
}
