/** Who is better; `depends` where backends disagree, `none` where no difference is shown. */
export const winners = ["sparse", "dense", "trade-off", "depends", "none", "unknown"] as const;
export type Winner = (typeof winners)[number];

/** What is claimed of the first of two models, beside the second. */
export interface Claims {
  /** What the two are called, in the middle of a sentence. */
  readonly names: { readonly own: string; readonly other: string };
  /** Top-1 less the other's, with its paired 95 % interval; null where it was not compared. */
  readonly gain: { readonly low: number; readonly high: number } | null;
  /** One for each backend that something can be claimed of; one alone needs no name. */
  readonly speeds: readonly {
    readonly backend: string;
    readonly verdict: "faster" | "slower" | "no-difference";
  }[];
}

/** The verdict of a pair in one sentence. */
export function judge(claims: Claims): { readonly winner: Winner; readonly verdict: string } {
  const { names, gain, speeds } = claims;
  const accurate = gain === null ? 0 : gain.low > 0 ? 1 : gain.high < 0 ? -1 : 0;
  const [faster, slower] = [on(claims, "faster"), on(claims, "slower")];
  const asAccurate = gain === null ? "accuracy was not compared" : "no accuracy difference shown";
  if (gain === null && speeds.length === 0)
    return { winner: "unknown", verdict: "No answer: the two could not be compared." };
  if (faster !== undefined && slower !== undefined) {
    const accuracy =
      accurate === 0
        ? asAccurate
        : `${accurate > 0 ? names.own : names.other} is the more accurate one`;
    return {
      winner: "depends",
      verdict: `It depends on the backend: ${names.own} is faster${faster} and slower${slower}; ${accuracy}.`,
    };
  }
  const speed = faster !== undefined ? 1 : slower !== undefined ? -1 : 0;
  const where = faster ?? slower ?? "";
  if (accurate === 0 && speed === 0)
    return {
      winner: "none",
      verdict:
        gain === null
          ? "No speed difference shown between the two; accuracy was not compared."
          : speeds.length === 0
            ? "No accuracy difference shown between the two; speed was not compared."
            : "No difference shown between the two.",
    };
  if (accurate * speed < 0) {
    const [exact, fast] = accurate > 0 ? [names.own, names.other] : [names.other, names.own];
    const [first, second] =
      accurate > 0
        ? [`${exact} is more accurate`, `${fast} is faster${where}`]
        : [`${fast} is faster${where}`, `${exact} is more accurate`];
    return { winner: "trade-off", verdict: `A trade-off: ${first}, ${second}.` };
  }
  const winner = accurate + speed > 0 ? "sparse" : "dense";
  const reasons = [
    ...(accurate === 0 ? [] : ["more accurate"]),
    speed === 0
      ? speeds.length === 0
        ? "speed was not compared"
        : "no speed difference shown"
      : `faster${where}`,
    ...(accurate === 0 ? [asAccurate] : []),
  ];
  const name = winner === "sparse" ? names.own : names.other;
  return { winner, verdict: `${capital(name)} is better here: ${reasons.join(", ")}.` };
}

/** " on ort-node/cpu", or nothing where all backends agree; undefined where there is none. */
function on({ speeds }: Claims, verdict: Claims["speeds"][number]["verdict"]): string | undefined {
  const alike = speeds.filter((one) => one.verdict === verdict);
  if (alike.length === 0) return undefined;
  if (alike.length === speeds.length) return speeds.length === 1 ? "" : " on all backends";
  return ` on ${alike.map(({ backend }) => backend).join(" and ")}`;
}

/** "the dense model" begins a sentence as "The dense model"; the name of a file stays as it is. */
function capital(name: string): string {
  return /^(the|what) /.test(name) ? name.charAt(0).toUpperCase() + name.slice(1) : name;
}
