/** How far a cell's numbers can be trusted (rule 1); the worst of its reasons. */
export type Validity = "valid" | "semi-valid" | "invalid";

interface Reason {
  readonly level: Exclude<Validity, "valid">;
  /** One sentence. */
  readonly text: string;
}

const semi = (text: string): Reason => ({ level: "semi-valid", text });
const invalid = (text: string): Reason => ({ level: "invalid", text });

/** Every reason that there is, worst first. docs/measurement.md says when each holds. */
export const validityReasons = {
  "not-enough": invalid("There are too few samples or rounds for a median or an interval."),
  "disagrees-with-reference": invalid("Its outputs are not those of the reference interpreter."),
  "accuracy-below-reference": invalid(
    "Its top-1 is under 98 % of the reference's on the same images.",
  ),
  "labels-off-by-one": invalid(
    "Its predictions fit labels that are one higher or one lower, and not the labels as they are.",
  ),
  "proof-failed": invalid("A proof of which experts ran does not hold."),
  "software-adapter": invalid("The adapter emulates the hardware that was asked for."),
  "clock-too-coarse": invalid("The median is under 100 steps of the clock."),
  "baseline-invalid": invalid("What it is compared with is invalid."),
  "mixed-software": invalid(
    "Its blocks did not all run the same model and data in the same versions of runtime and harness.",
  ),
  "mixed-machines": invalid("Its blocks did not all run on the same machine."),
  "one-class": semi("All images get the same class, though they are of several."),
  "accuracy-at-chance": semi("Its top-1 is not shown to be above that of guessing."),
  "hidden-page": semi("A page was hidden; its blocks are left out."),
  "not-compared": semi("Its outputs were not compared with the reference interpreter's."),
  "too-few-samples": semi("It has fewer samples or rounds than its profile asks for."),
  "too-short": semi("It was measured for less time than its profile asks for."),
  "interval-too-wide": semi(
    "Its interval is wider than asked for, and its difference is not clear.",
  ),
  "no-steady-state": semi("Its warm-up found no steady state."),
  noisy: semi("More than 10 % of a block's samples are severe outliers."),
  drift: semi("Its latency moved by more than 5 % from a block's first quarter to its last."),
  throttled: semi("The machine gave less than it can, after three cool-downs, too."),
  suspended: semi(
    "It stood still while it was measured, in three repeats, too: its process was stopped, the machine slept, or a clock was set.",
  ),
  "too-many-threads": semi("It ran more threads than it was allowed cores."),
  "mixed-conditions": semi("Its blocks did not all run with the same threads, governor and power."),
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof validityReasons;

/** The level of a cell that has these reasons. */
export function validityOf(codes: readonly ReasonCode[]): Validity {
  const levels = codes.map((code) => validityReasons[code].level);
  if (levels.includes("invalid")) return "invalid";
  return levels.length > 0 ? "semi-valid" : "valid";
}
