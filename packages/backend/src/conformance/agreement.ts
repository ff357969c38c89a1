import type { ChosenExperts, Prediction } from "@vmoe-bench/contracts";

/** A backend's answer is not the reference interpreter's. */
export class DisagreementError extends Error {}

/**
 * Compares a prediction with the reference's.
 * @param tolerance of logits, relative to the largest logit, and of gates
 * @throws DisagreementError with the first difference
 */
export function requireAgreement(
  actual: Prediction,
  expected: Prediction,
  tolerance: number,
): void {
  const largest = expected.logits.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  requireClose("logit", actual.logits, expected.logits, tolerance * largest);
  if (actual.routings.length !== expected.routings.length)
    throw new DisagreementError(
      `${actual.routings.length} routers chose, expected ${expected.routings.length}.`,
    );
  actual.routings.forEach((routing, i) => {
    const truth = expected.routings[i];
    if (truth !== undefined) requireSameChoice(routing, truth, tolerance);
  });
}

function requireSameChoice(actual: ChosenExperts, expected: ChosenExperts, tolerance: number) {
  const [got, wanted] = [actual.experts.join(" "), expected.experts.join(" ")];
  if (got !== wanted) throw new DisagreementError(`It chose experts ${got}, expected ${wanted}.`);
  requireClose("gate", actual.gates, expected.gates, tolerance);
}

function requireClose(what: string, actual: Float32Array, expected: Float32Array, limit: number) {
  if (actual.length !== expected.length)
    throw new DisagreementError(`${actual.length} ${what}s, expected ${expected.length}.`);
  expected.forEach((value, i) => {
    const got = actual[i] ?? Number.NaN;
    if (!(Math.abs(got - value) <= limit))
      throw new DisagreementError(`${what} ${i} is ${got}, expected ${value} within ${limit}.`);
  });
}
