import type { TrainingResult } from "@vmoe-bench/contracts";
import type { Document } from "../format/document.ts";
import { safeText } from "../format/text.ts";
import { none } from "../format/numbers.ts";
import { left, right, type TextTable } from "../format/tables.ts";
import { heldOutClasses } from "./pairs.ts";

/** One super-class of a V-MoE. */
interface SuperClass {
  readonly classes: readonly string[];
  /** Part of the held-out images whose first choice its expert is. */
  readonly expertUse: number;
  /** Top-1 on the held-out images of its classes. */
  readonly top1: number;
  readonly baselineTop1: number | null;
  /** Part of the baseline's mistakes on its classes that stay inside; null without the baseline's record. */
  readonly mistakesInside: number | null;
}

interface SuperClassSummary {
  readonly recipe: string;
  readonly seed: number;
  readonly baseline: string;
  readonly modularity: number;
  /** Why the super-classes mean little; null where they group what is confused. */
  readonly remark: string | null;
  /** On the held-out images. */
  readonly routerAccuracy: number | null;
  readonly clusterings: NonNullable<TrainingResult["superClasses"]>["clusterings"];
  readonly superClasses: readonly SuperClass[];
}

/**
 * What a V-MoE's super-classes are.
 * @param classes names in label order
 * @param baseline the dense baseline's record, for what it confuses
 * @returns undefined where the model has none
 */
export function summariseSuperClasses(
  result: TrainingResult,
  classes: readonly string[],
  baseline: TrainingResult | undefined,
): SuperClassSummary | undefined {
  const { superClasses, heldOut } = result;
  if (superClasses === null || result.baseline === null) return undefined;
  const superClassOf = classes.map((name) =>
    superClasses.members.findIndex((members) => members.includes(name)),
  );
  const own = confusionOf(result, classes.length);
  const baselines = baseline === undefined ? undefined : confusionOf(baseline, classes.length);
  return {
    recipe: result.name,
    seed: result.seed,
    baseline: result.baseline,
    modularity: superClasses.modularity,
    remark: modularityRemark(superClasses.modularity) ?? null,
    routerAccuracy: heldOut.routerAccuracy,
    clusterings: superClasses.clusterings,
    superClasses: superClasses.members.map((members, i) => ({
      classes: members,
      expertUse: heldOut.expertUse[i] ?? 0,
      top1: accuracyIn(own, superClassOf, i),
      baselineTop1: baselines === undefined ? null : accuracyIn(baselines, superClassOf, i),
      mistakesInside: baselines === undefined ? null : inside(baselines, superClassOf, i),
    })),
  };
}

/** [K][K]: held-out images, rows true, columns predicted. */
export function confusionOf(result: TrainingResult, classes: number): number[][] {
  const { labels, predicted } = heldOutClasses(result);
  const counts = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (const [i, label] of labels.entries()) {
    const row = counts[label] ?? [];
    const said = predicted[i] ?? 0;
    row[said] = (row[said] ?? 0) + 1;
  }
  return counts;
}

/** Part of a super-class's images that are right. */
function accuracyIn(
  counts: readonly number[][],
  superClassOf: readonly number[],
  of: number,
): number {
  let [hits, all] = [0, 0];
  for (const [label, row] of counts.entries()) {
    if (superClassOf[label] !== of) continue;
    hits += row[label] ?? 0;
    all += row.reduce((a, b) => a + b, 0);
  }
  return all === 0 ? 0 : hits / all;
}

function inside(counts: readonly number[][], superClassOf: readonly number[], of: number): number {
  let [kept, all] = [0, 0];
  for (const [label, row] of counts.entries()) {
    if (superClassOf[label] !== of) continue;
    for (const [said, images] of row.entries()) {
      if (said === label) continue;
      all += images;
      if (superClassOf[said] === of) kept += images;
    }
  }
  return all === 0 ? 0 : kept / all;
}

/** What a model's card says of its super-classes. */
export interface CardSuperClasses {
  readonly model: string;
  /** Part of the test images that go to their own super-class. */
  readonly routerAccuracy: number | null;
  readonly superClasses: readonly { readonly classes: readonly string[] }[];
}

export function cardSuperClassesDocument(found: CardSuperClasses): Document {
  const { model, routerAccuracy, superClasses } = found;
  const router =
    routerAccuracy === null ? "" : `, router accuracy ${percent(routerAccuracy)} % on test images`;
  return {
    heading: `${safeText(model)}: ${superClasses.length} super-classes${router}`,
    tables: [],
    remarks: namesOf(superClasses),
  };
}

function namesOf(superClasses: CardSuperClasses["superClasses"]): string[] {
  return superClasses.map(({ classes }, i) => `${i + 1}: ${safeText(classes.join(", "))}`);
}

export function superClassesDocument(summary: SuperClassSummary): Document {
  const { recipe, seed, modularity, routerAccuracy, clusterings } = summary;
  const router = routerAccuracy === null ? "" : `, router accuracy ${percent(routerAccuracy)} %`;
  const heading = `${safeText(recipe)}, seed ${seed}: ${summary.superClasses.length} super-classes, modularity ${modularity.toFixed(3)}${router}`;
  const methods = clusterings.map(({ method, found }) => {
    if (found === null) return `${method}: finds no ${summary.superClasses.length} clusters`;
    return `${method}: modularity ${found.modularity.toFixed(3)}, adjusted Rand index ${found.adjustedRand.toFixed(3)} with those in use`;
  });
  const names = namesOf(summary.superClasses);
  const clustered = ["Clusterings of the same confusions:", ...methods];
  const warned = summary.remark === null ? [] : [summary.remark];
  return { heading, tables: [tableOf(summary)], remarks: [...warned, ...names, ...clustered] };
}

function tableOf({ superClasses, baseline }: SuperClassSummary): TextTable {
  return {
    title: `Top-1 in % on the held-out images of each; mistakes of ${safeText(baseline)} that stay inside`,
    shared: 0,
    keys: 1,
    columns: [
      right("super-class"),
      right("classes"),
      right("expert use %"),
      right("dense"),
      right("V-MoE"),
      right("inside %"),
      left("for example"),
    ],
    rows: superClasses.map(({ classes, expertUse, top1, baselineTop1, mistakesInside }, i) => [
      String(i + 1),
      String(classes.length),
      percent(expertUse),
      baselineTop1 === null ? none : percent(baselineTop1),
      percent(top1),
      mistakesInside === null ? none : percent(mistakesInside),
      safeText(classes.slice(0, 4).join(", ")),
    ]),
  };
}

function percent(part: number): string {
  return (100 * part).toFixed(1);
}

/**
 * Super-classes under this hold hardly more of the confusions together than groups by chance, which have
 * about 0. Of CIFAR-100's trainings the random control has -0.01, the data set's own coarse classes have
 * 0.10 to 0.12, and those of the confusions 0.13 to 0.34.
 */
const leastModularity = 0.1;

/** What to know of super-classes of a low modularity; undefined where it is not low. */
export function modularityRemark(modularity: number): string | undefined {
  if (modularity >= leastModularity) return undefined;
  return `A modularity of ${modularity.toFixed(2)} is low: under ${leastModularity} super-classes hold hardly more of the confusions together than groups by chance do (0), so that an expert has nothing to specialise in. Fewer experts, or more held-out images, may find better ones.`;
}
