import type { EpochRecord } from "../run/epoch-record.ts";

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
