import { z } from "zod";
import type { StepLosses } from "../model/training-step.ts";

const part = z.number().min(0).max(1);

/** One point of a training curve. Losses are means over the epoch, accuracies parts of 1. */
export const epochRecordSchema = z.strictObject({
  /** From 1. */
  epoch: z.int().positive(),
  /** L_C + λ·L_g */
  loss: z.number(),
  classLoss: z.number(),
  /** L_g; for a V-MoE. */
  routerLoss: z.number().optional(),
  /** On the augmented images of the epoch, while it went on. */
  trainAccuracy: part,
  heldOutAccuracy: part,
  /** Part of the held-out images whose own super-class the router chose; for a V-MoE. */
  heldOutRouterAccuracy: part.optional(),
  /** While it trained, reading and augmenting included. */
  imagesPerSecond: z.number().positive(),
  /** With the look at the held-out images. */
  seconds: z.number().nonnegative(),
});
export type EpochRecord = z.output<typeof epochRecordSchema>;

/** Sums over the steps of one epoch. */
export class EpochMeter {
  #images = 0;
  #right = 0;
  #loss = 0;
  #classLoss = 0;
  #routerLoss: number | undefined;
  readonly #started = performance.now();

  add(images: number, { loss, classLoss, routerLoss, right }: StepLosses): void {
    this.#images += images;
    this.#right += right;
    this.#loss += loss * images;
    this.#classLoss += classLoss * images;
    if (routerLoss !== undefined) this.#routerLoss = (this.#routerLoss ?? 0) + routerLoss * images;
  }

  get means() {
    return {
      loss: this.#loss / this.#images,
      classLoss: this.#classLoss / this.#images,
      routerLoss: this.#routerLoss === undefined ? undefined : this.#routerLoss / this.#images,
      accuracy: this.#right / this.#images,
    };
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get imagesPerSecond(): number {
    return this.#images / this.seconds;
  }
}

interface CurveColumn {
  readonly name: string;
  /** In TensorBoard, where what is before a slash makes a group; undefined for what is no curve there. */
  readonly tag: string | undefined;
  /** Losses are means over the epoch, accuracies parts of 1. */
  readonly value: (record: EpochRecord) => number | undefined;
}

/** What a curve has for each epoch. */
export const curveColumns: readonly CurveColumn[] = [
  { name: "epoch", tag: undefined, value: ({ epoch }) => epoch },
  { name: "loss", tag: "loss/all", value: ({ loss }) => loss },
  { name: "class_loss", tag: "loss/class", value: ({ classLoss }) => classLoss },
  { name: "router_loss", tag: "loss/router", value: ({ routerLoss }) => routerLoss },
  { name: "train_top1", tag: "top-1/train", value: ({ trainAccuracy }) => trainAccuracy },
  { name: "held_out_top1", tag: "top-1/held out", value: ({ heldOutAccuracy }) => heldOutAccuracy },
  {
    name: "held_out_router",
    tag: "top-1/router, held out",
    value: ({ heldOutRouterAccuracy }) => heldOutRouterAccuracy,
  },
  {
    name: "images_per_second",
    tag: "images per second",
    value: ({ imagesPerSecond }) => imagesPerSecond,
  },
  { name: "seconds", tag: undefined, value: ({ seconds }) => seconds },
];
