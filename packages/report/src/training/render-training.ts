import { csvLines } from "../format/csv.ts";
import type { Document } from "../format/document.ts";
import { safeText } from "../format/text.ts";
import { paperRemarks } from "./paper.ts";
import type { TrainingGroup, TrainingRow, TrainingSummary } from "./summarise-training.ts";
import { mapPoints, mapTable } from "./experts-pay.ts";
import { superClassesFrom, trainingTable } from "./training-table.ts";

const how = [
  "6x16 is a ViT of 6 layers and width 16. The last M layers have E experts, of which a router chooses k for an image (or token); it reads the mean of the tokens or all of them, and λ weighs its loss. Held-out images are training images that no model trains on; router % is how many of them go to their own super-class. By label: so far, each image trains the expert of its own super-class, whatever the router says.",
  "M FLOPs are the millions of 2 x MAC that an image takes: with experts, of the k that it goes to and of the router.",
  "Each seed of a V-MoE is compared with its dense baseline of that seed: same data, augmentation, epochs and optimiser, same active FLOPs but for the router where k is 1. The interval is Student's over the seeds; with 1 seed it is over the held-out images only (paired), and says nothing of other seeds.",
  "Oracle is the held-out top-1 if the router never erred: each image goes to the expert of its own super-class. It is there where k is 1 and the gate is normalized, for models trained since it is measured.",
  "Time is of one run's own epochs: one that starts from an epoch of its baseline has that baseline's time on top.",
];

const ownGain =
  "\"Dense, router's loss\" is the dense model whose head learns the super-classes too and routes nothing; at inference that head is gone. The experts' own gain is the gain over it.";

/** Trained models beside their dense baselines, a table a size. */
export function trainingDocument(summary: TrainingSummary): Document {
  return {
    heading: "Trained models, each V-MoE beside its dense baseline",
    tables: [...summary.groups.map(trainingTable), mapTable(mapPoints(summary))],
    remarks: [
      ...how,
      ...(hasAuxiliary(summary) ? [ownGain] : []),
      ...summary.groups.flatMap(givenRemarks),
      ...paperRemarks,
      ...summary.problems.map(safeText),
    ],
  };
}

function hasAuxiliary({ groups }: TrainingSummary): boolean {
  return groups.some(({ rows }) => rows.some(({ routing }) => routing.kind === "auxiliary"));
}

/** What to know of a gain over a dense model that was trained elsewhere. */
function givenRemarks({ baseline, rows }: TrainingGroup): string[] {
  const isGiven = rows.some(({ moe, epochs }) => moe === null && epochs === 0);
  return isGiven
    ? [
        `${safeText(baseline)} is as it was given: it did none of the V-MoEs' epochs, so a gain over it is of those epochs, too.`,
      ]
    : [];
}

/** A line a recipe; accuracies are parts of 1, gains too. */
export function renderTrainingCsv({ groups }: TrainingSummary): string {
  return csvLines(
    columns.map(([name]) => name),
    groups.flatMap((group) =>
      group.rows.map((row) => columns.map(([, value]) => value({ group, row }))),
    ),
  );
}

interface Line {
  readonly group: TrainingGroup;
  readonly row: TrainingRow;
}

const columns: readonly (readonly [string, (line: Line) => string | number | null | undefined])[] =
  [
    ["recipe", ({ row }) => row.recipe],
    ["baseline", ({ group }) => group.baseline],
    ["dataset", ({ group }) => group.dataset],
    ["layers", ({ group }) => group.config.depth],
    ["width", ({ group }) => group.config.width],
    ["patch", ({ group }) => group.config.patch],
    ["experts", ({ row }) => row.moe?.experts],
    ["moe_layers", ({ row }) => row.moe?.layers],
    ["k", ({ row }) => row.moe?.k],
    ["active_flops", ({ row }) => row.flops],
    ["routing", ({ row }) => (row.moe === null ? "dense" : row.moe.routing)],
    ["router", ({ row }) => row.routing.kind],
    [
      "super_classes",
      ({ row: { routing, epochs } }) =>
        "lambda" in routing ? superClassesFrom(routing, epochs) : null,
    ],
    ["gate", ({ row }) => row.moe?.gate],
    ["router_reads", ({ row }) => (row.moe?.routing === "image" ? row.moe.reads : null)],
    [
      "expert_dropout",
      ({ row: { routing } }) => ("expertDropout" in routing ? routing.expertDropout : null),
    ],
    [
      "expert_rate",
      ({ row: { routing } }) => ("expertRate" in routing ? routing.expertRate : null),
    ],
    ["router_warm_up", ({ row: { routing } }) => ("routerWarmUp" in routing ? 1 : null)],
    ["lambda", ({ row: { routing } }) => ("lambda" in routing ? routing.lambda : null)],
    ["start_epoch", ({ row }) => row.startEpoch],
    ["epochs", ({ row }) => row.epochs],
    ["seeds", ({ row }) => row.seeds.join(" ")],
    ["held_out_top1", ({ row }) => row.heldOut.mean],
    ["held_out_half_width_95", ({ row }) => row.heldOut.halfWidth],
    ["gain", ({ row }) => row.gain?.value],
    ["gain_low_95", ({ row }) => row.gain?.interval?.low],
    ["gain_high_95", ({ row }) => row.gain?.interval?.high],
    ["gain_interval_over", ({ row }) => row.gain?.over],
    ["gain_over_auxiliary", ({ row }) => row.gainOverAuxiliary?.value],
    ["gain_over_auxiliary_low_95", ({ row }) => row.gainOverAuxiliary?.interval?.low],
    ["gain_over_auxiliary_high_95", ({ row }) => row.gainOverAuxiliary?.interval?.high],
    ["test_top1", ({ row }) => row.test?.mean],
    ["test_gain", ({ row }) => row.testGain?.value],
    ["test_gain_low_95", ({ row }) => row.testGain?.interval?.low],
    ["test_gain_high_95", ({ row }) => row.testGain?.interval?.high],
    ["router_accuracy", ({ row }) => row.routerAccuracy],
    ["oracle_top1", ({ row }) => row.oracle],
    ["seconds", ({ row }) => row.seconds],
    ["paper_gain_points", ({ row }) => row.paper?.gain],
  ];
