import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { plainName } from "@vmoe-bench/dataset";
import { typicalImage } from "@vmoe-bench/dataset/images";
import type { z } from "zod";
import { writeJsonWhole } from "../run/run-folder.ts";
import { findTrainingImages, type ImageFileOptions } from "./image-files.ts";
import { mostClusteredClasses } from "../recipe/vmoe-problems.ts";

interface WrittenRecipes {
  /** The one to train; what it starts from lies beside it. */
  readonly file: string;
  /** Whole sentences. */
  readonly told: readonly string[];
}

/**
 * Recipes for images that have none, written to be read, changed and trained again; files that are
 * there are left as they are.
 * @param path of the images
 * @throws FileNotWritableError, and what may be wrong with the images
 */
export async function writeDefaultRecipes(
  path: string,
  folder: string,
  options: Pick<ImageFileOptions, "labels">,
): Promise<WrittenRecipes> {
  const { train } = await findTrainingImages(path, options);
  const counts = new Map<number, number>();
  for (const { label } of train.images) counts.set(label, (counts.get(label) ?? 0) + 1);
  const { dense, vmoe, told } = defaultRecipes({
    name: plainName(train.name),
    path: resolve(path),
    classes: train.classes.length,
    images: train.images.length,
    fewest: [...counts.values()].reduce((least, count) => Math.min(least, count), Infinity),
    ...(await typicalImage(train)),
  });
  const fileOf = (name: string) => join(folder, `${name}.json`);
  const wanted = vmoe === undefined ? [dense] : [dense, vmoe];
  const last = fileOf((vmoe ?? dense).name);
  if (await isThere(last))
    return { file: last, told: [`${train.name}: by the recipe that is there, ${last}.`] };
  for (const { name, fields } of wanted) await writeJsonWhole(fileOf(name), fields);
  return { file: last, told: [told, `The recipe, to change what you like: ${last}`] };
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

type Json = Record<string, z.core.util.JSONType>;

/** What is known of image files before anything is trained on them. */
export interface SeenImages {
  /** The folder's or file's name, as part of a recipe's. */
  readonly name: string;
  readonly path: string;
  readonly classes: number;
  /** To train on, held-out ones among them. */
  readonly images: number;
  /** Images of the class that has the fewest. */
  readonly fewest: number;
  /** Median of the shorter sides, in pixels. */
  readonly side: number;
  readonly isGrey: boolean;
}

/** The fields of a recipe's file, by its name. */
interface DefaultRecipes {
  readonly dense: { readonly name: string; readonly fields: Json };
  /** Undefined where super-classes of so many classes can't be made. */
  readonly vmoe: { readonly name: string; readonly fields: Json } | undefined;
  /** What will be trained, as a sentence. */
  readonly told: string;
}

/** Images that a dense model is to see, epochs together: some minutes on two cores. */
const imagesSeen = 300_000;
const [depth, width, tokensASide] = [6, 64, 8];

/** A dense ViT and its V-MoE for images that nobody wrote a recipe for. */
export function defaultRecipes(seen: SeenImages): DefaultRecipes {
  const { name, path, classes, images, side, isGrey } = seen;
  const imageSize = side <= 48 ? 32 : side <= 80 ? 64 : 96;
  const patch = imageSize / tokensASide;
  const epochs = within(10, Math.round(imagesSeen / images), 60);
  // Of each class one image at least.
  const heldOut = Number(Math.max(0.1, 0.51 / seen.fewest).toFixed(3));
  const batch = batchOf(images * (1 - heldOut));
  const startEpoch = Math.floor(epochs / 3);
  const dense = {
    description: `What \`vmoe-bench train\` takes for ${name} where no recipe is named: change what you like.`,
    dataset: path,
    model: {
      imageSize,
      channels: isGrey ? 1 : 3,
      patch,
      classes,
      width,
      depth,
      heads: 4,
      mlpWidth: 2 * width,
    },
    epochs,
    batch,
    optimiser: { learningRate: 0.004, weightDecay: 0.05, clipNorm: 1, muon: {} },
    warmUpEpochs: 2,
    augmentation: {
      crop: imageSize / 8,
      // Letters and digits are grey more often than photos are, and mean nothing when mirrored.
      flip: !isGrey,
      randAugment: { operations: 2, magnitude: 0.2 },
    },
    labelSmoothing: 0.1,
    heldOut,
    keepEpochs: [startEpoch],
  };
  const denseName = `${name}-vit`;
  const about = `${name}: ${images.toLocaleString("en")} images of ${classes.toLocaleString("en")} classes, ${side} px. A dense ViT (${depth} layers of width ${width}, ${imageSize} px in patches of ${patch}) for ${epochs} epochs`;
  if (classes > mostClusteredClasses)
    return {
      dense: { name: denseName, fields: dense },
      vmoe: undefined,
      told: `${about}; no V-MoE, since super-classes are made of at most ${mostClusteredClasses.toLocaleString("en")} classes.`,
    };
  const [experts, layers] = [within(2, Math.round(Math.sqrt(classes)), 10), 2];
  return {
    dense: { name: denseName, fields: dense },
    vmoe: {
      name: `${name}-vmoe`,
      fields: {
        description: `The V-MoE of ${denseName}: its experts begin as the dense model's MLPs after epoch ${startEpoch}.`,
        baseline: `${denseName}.json`,
        moe: { experts, layers, k: 1, reads: "tokens", gate: "normalized" },
        router: { kind: "super-classes", clustering: "balanced", routeByLabel: 0.5 },
        startEpoch,
      },
    },
    told: `${about}, then its V-MoE (${experts} experts in the last ${layers} layers) for the last ${epochs - startEpoch} of them.`,
  };
}

/** A power of two, of which an epoch has at least four. */
function batchOf(images: number): number {
  const wanted = images >= 5_000 ? 128 : 64;
  return Math.max(1, Math.min(wanted, 2 ** Math.floor(Math.log2(images / 4))));
}

function within(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
