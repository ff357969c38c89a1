import { accuracyDifference, type AccuracyDifference } from "@vmoe-bench/measure";
import { accuracyOf, type Cell, type Outcome } from "./cell.ts";

/**
 * Top-1 of a cell less another's, in parts of 1, paired over the images that both saw: a pass may have
 * ended sooner. Models may have the same
 * classes in another order: an image's label is then another output of each.
 * @returns undefined where one has no accuracy, or on other images
 */
export function pairedGain(cell: Cell, other: Cell, seed: number): AccuracyDifference | undefined {
  const [all, others] = [cell, other].map(({ accuracy }) =>
    accuracy.map(predictionsOf).find(isThere),
  );
  if (all === undefined || others === undefined) return undefined;
  const both = Math.min(all.labels.length, others.labels.length);
  const [own, theirs] = [firstOf(all, both), firstOf(others, both)];
  const areSameNames = own.names !== undefined && own.names === theirs.names;
  const sameLabels = theirs.labels.join() === own.labels.join();
  if (!sameLabels && !(areSameNames && areRenumbered(own.labels, theirs.labels))) return undefined;
  const { labels, predicted: arm } = own;
  const images = labels.length;
  if (arm.length !== images || theirs.predicted.length !== images) return undefined;
  const baseline = labels.map((label, i) =>
    theirs.predicted[i] === theirs.labels[i] ? label : wrong,
  );
  return accuracyDifference({ labels, arm, baseline }, { seed });
}

/** An output that no model has. */
const wrong = -1;

interface Predictions {
  readonly labels: readonly number[];
  readonly predicted: readonly number[];
  /** A hash of the images' names; of data sets with a name and of older records undefined. */
  readonly names: string | undefined;
}

function predictionsOf(outcome: Outcome): Predictions | undefined {
  const found = accuracyOf(outcome);
  if (found === undefined || outcome.record?.status !== "completed") return undefined;
  const { labels, predicted } = found;
  return { labels, predicted, names: outcome.record.provenance.dataset.decoding?.namesSha256 };
}

function firstOf(found: Predictions, count: number): Predictions {
  const { labels, predicted, names } = found;
  return { labels: labels.slice(0, count), predicted: predicted.slice(0, count), names };
}

function isThere(found: Predictions | undefined): found is Predictions {
  return found !== undefined;
}

/** Whether images of one label have one label there, too, and images of several have several. */
function areRenumbered(labels: readonly number[], others: readonly number[]): boolean {
  const pairs = new Set(labels.map((label, i) => `${label} ${others[i]}`)).size;
  return (
    labels.length === others.length &&
    pairs === new Set(labels).size &&
    pairs === new Set(others).size
  );
}
