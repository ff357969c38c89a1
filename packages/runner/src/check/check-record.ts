import type { BlockRecord, CompletedRecord, Failure } from "@vmoe-bench/contracts";
import { finding, type Finding } from "./findings.ts";

/**
 * What is to be said of a record that can be read and belongs to its run.
 * @param needless whether the run ended without needing its block
 */
export function checkRecord(record: BlockRecord, path: string, needless: boolean): Finding[] {
  const sealed =
    record.schemaVersion === 1
      ? [finding("not-sealed", path, "It was written before records had a hash of their content.")]
      : [];
  if (needless && record.status === "aborted") return sealed;
  switch (record.status) {
    case "aborted":
      return [...sealed, finding("aborted-block", path, "Its block was stopped before its end.")];
    case "failed":
      return [...sealed, failure(record.failure, path)];
    case "unsupported":
      return sealed;
    case "completed":
      return [...sealed, ...checkMeasurement(record, path), ...checkMachine(record, path)];
  }
}

/** Too little memory is a result: it will not be there at the next attempt either. */
function failure({ code, message }: Failure, path: string): Finding {
  return finding(code === "out-of-memory" ? "out-of-memory" : "failed-block", path, message);
}

function checkMeasurement(record: CompletedRecord, path: string): Finding[] {
  const { arm, measurement } = record;
  const { placement } = measurement;
  const asked = [arm.strategy, arm.precision, `${arm.threads} threads`].join(", ");
  const ran = [placement.strategy, placement.precision, `${placement.threads} threads`].join(", ");
  const problem =
    asked === ran ? [] : [finding("not-as-asked", path, `Asked was ${asked}; ran ${ran}.`)];
  switch (measurement.kind) {
    case "accuracy": {
      const { labels, predicted, reference } = measurement;
      if (labels.length !== predicted.length)
        problem.push(
          finding(
            "inconsistent-record",
            path,
            `It has ${labels.length} labels and ${predicted.length} predicted classes.`,
          ),
        );
      if (reference !== null && reference.tolerance !== null && reference.differing > 0)
        problem.push(
          finding(
            "outputs-differ",
            path,
            `The outputs of ${reference.differing} of ${reference.predicted.length} images differ from the reference's.`,
          ),
        );
      return problem;
    }
    case "latency":
      if (measurement.page?.hidden === true)
        problem.push(finding("hidden-page", path, "Its page was hidden during the block."));
      return problem;
    case "proof":
      if (measurement.proofs.some((proof) => proof.method !== "none" && !proof.holds))
        problem.push(finding("proof-fails", path, "Other experts ran than were chosen."));
      return problem;
    case "footprint":
      return problem;
  }
}

function checkMachine({ cooling, provenance }: CompletedRecord, path: string): Finding[] {
  const { harness, runtime } = provenance;
  return [
    ...(cooling?.throttled === true
      ? [finding("throttled", path, "The machine was throttled after every cool-down.")]
      : []),
    ...(runtime.software
      ? [finding("software-adapter", path, `"${runtime.adapter}" is a software adapter.`)]
      : []),
    ...(harness.dirty === true
      ? [finding("dirty-harness", path, "The harness had changes that are in no commit.")]
      : []),
    ...(harness.commit === null
      ? [finding("unknown-harness", path, "The commit of the harness is not known.")]
      : []),
  ];
}
