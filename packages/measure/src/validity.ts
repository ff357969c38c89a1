/** How far a cell's numbers can be trusted (rule 1); the worst of its reasons. */
export type Validity = "valid" | "semi-valid" | "invalid";

interface Reason {
  readonly level: Exclude<Validity, "valid">;
  /** One sentence. */
  readonly text: string;
  /** What would mend it, in one sentence, as whoever runs it on this machine can do it. */
  readonly mend: string;
  /** The same for a page on a device that came by itself, beside a `join` on the computer. */
  readonly mendOnPage: string;
}

/** What to do on this machine and, where that is something else, on a device with a page. */
type Mend = string | readonly [here: string, onPage: string];

const reason = (level: Reason["level"], text: string, mend: Mend): Reason => {
  const [here, onPage] = typeof mend === "string" ? [mend, mend] : mend;
  return { level, text, mend: here, mendOnPage: onPage };
};
const semi = (text: string, mend: Mend): Reason => reason("semi-valid", text, mend);
const invalid = (text: string, mend: Mend): Reason => reason("invalid", text, mend);
const longer: Mend = [
  "Measure longer: a longer --time, or run full --profile standard.",
  "Measure longer: give join a longer --time.",
];
const quiet: Mend = [
  "Close other programs and run it again.",
  "Close other apps and tabs on the device and measure it again.",
];
const anew = "Start a new run instead of resuming this one.";
const look = "Look at the labels, the pixels and the model's input.";
const otherRuntime = (orElse: string): Mend => [
  `Use another version of the runtime, or ${orElse}.`,
  `Use another browser, or ${orElse}.`,
];

/** Every reason that there is, worst first. docs/measurement.md says when each holds. */
export const validityReasons = {
  "not-enough": invalid("There are too few samples or rounds for a median or an interval.", longer),
  "disagrees-with-reference": invalid(
    "Its outputs are not those of the reference interpreter.",
    otherRuntime("another strategy"),
  ),
  "accuracy-below-reference": invalid(
    "Its top-1 is under 98 % of the reference's on the same images.",
    otherRuntime("another precision"),
  ),
  "labels-off-by-one": invalid(
    "Its predictions fit labels that are one higher or one lower, and not the labels as they are.",
    "Say how labels are counted: --label-shift.",
  ),
  "proof-failed": invalid("A proof of which experts ran does not hold.", "Use another strategy."),
  "software-adapter": invalid("The adapter emulates the hardware that was asked for.", [
    "Use a machine with that hardware.",
    "Use a browser that may use the device's GPU.",
  ]),
  "clock-too-coarse": invalid("The median is under 100 steps of the clock.", [
    "Use a larger --batch.",
    "Use a browser with a finer clock, or a larger model.",
  ]),
  "baseline-invalid": invalid("What it is compared with is invalid.", "Mend that one first."),
  "mixed-software": invalid(
    "Its blocks did not all run the same model and data in the same versions of runtime and harness.",
    anew,
  ),
  "mixed-machines": invalid("Its blocks did not all run on the same machine.", anew),
  "one-class": semi("All images get the same class, though they are of several.", look),
  "labels-of-one-class": semi(
    "All images are of the same class: a model that always answers it is right.",
    "Add images of other classes.",
  ),
  "accuracy-at-chance": semi("Its top-1 is not shown to be above that of guessing.", look),
  "hidden-page": semi("A page was hidden; its blocks are left out.", "Keep the page in front."),
  "other-classes": semi(
    "It gives images other classes than the run's other ways to run the same model.",
    otherRuntime("another strategy"),
  ),
  "not-compared": semi("Its outputs were not compared with the reference interpreter's.", [
    "Compare them: --reference 32.",
    "Compare them: give join --reference 32.",
  ]),
  "too-few-samples": semi("It has fewer samples or rounds than its profile asks for.", longer),
  "too-short": semi("It was measured for less time than its profile asks for.", longer),
  "interval-too-wide": semi(
    "Its interval is wider than asked for, and its difference is not clear.",
    longer,
  ),
  "no-steady-state": semi("Its warm-up found no steady state.", quiet),
  noisy: semi("More than 10 % of a block's samples are severe outliers.", quiet),
  drift: semi("Its latency moved by more than 5 % from a block's first quarter to its last.", [
    "Let the machine cool, close other programs, and run it again.",
    "Let the device cool, close other apps, and measure it again.",
  ]),
  throttled: semi("The machine gave less than it can.", [
    "Let the machine cool, plug it in, and run it again.",
    "Let the device cool, turn its battery saver off, and measure it again.",
  ]),
  suspended: semi(
    "It stood still while it was measured: its process was stopped, the machine slept, or a clock was set.",
    [
      "Keep the machine awake and run it again.",
      "Keep the screen on and the page in front, and measure it again.",
    ],
  ),
  "too-many-threads": semi(
    "It ran more threads than it was allowed cores.",
    "Ask for fewer: --threads.",
  ),
  "mixed-conditions": semi(
    "Its blocks did not all run with the same threads, governor and power.",
    [
      "Keep power and governor as they are and run it again.",
      "Leave the device on its charger, or off it, and measure it again.",
    ],
  ),
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof validityReasons;

/** The level of a cell that has these reasons. */
export function validityOf(codes: readonly ReasonCode[]): Validity {
  const levels = codes.map((code) => validityReasons[code].level);
  if (levels.includes("invalid")) return "invalid";
  return levels.length > 0 ? "semi-valid" : "valid";
}
