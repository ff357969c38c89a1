import { messageOf } from "@vmoe-bench/contracts";

/** What a submission is asked about, as MLPerf's checker asks it. */
export const aspects = ["complete", "valid", "unaltered", "comparable"] as const;
export type Aspect = (typeof aspects)[number];

interface Rule {
  readonly aspect: Aspect;
  /** False for what a reader should know, and that does not make the check fail. */
  readonly fails: boolean;
}

const fails = (aspect: Aspect): Rule => ({ aspect, fails: true });
const warns = (aspect: Aspect): Rule => ({ aspect, fails: false });

/** What can be found, by its code. */
const rules = {
  "no-run": fails("complete"),
  "broken-run": fails("complete"),
  "broken-end": fails("complete"),
  "half-written": fails("complete"),
  "missing-block": fails("complete"),
  "aborted-block": fails("complete"),
  "failed-block": fails("complete"),
  "missing-attempt": fails("complete"),
  "unfinished-run": warns("complete"),
  "out-of-memory": warns("complete"),
  "tried-again": warns("complete"),
  "broken-record": fails("valid"),
  "newer-schema": fails("valid"),
  "too-large": fails("valid"),
  "foreign-record": fails("valid"),
  "duplicate-record": fails("valid"),
  "duplicate-run": fails("valid"),
  "misplaced-run": fails("valid"),
  link: fails("valid"),
  "not-as-asked": fails("valid"),
  "inconsistent-record": fails("valid"),
  "proof-fails": fails("valid"),
  "outputs-differ": fails("valid"),
  "hidden-page": fails("valid"),
  throttled: warns("valid"),
  "foreign-file": warns("valid"),
  "altered-record": fails("unaltered"),
  "not-sealed": warns("unaltered"),
  "mixed-harness": fails("comparable"),
  "mixed-model": fails("comparable"),
  "mixed-dataset": fails("comparable"),
  "mixed-runtime": fails("comparable"),
  "other-model": warns("comparable"),
  "other-dataset": warns("comparable"),
  "other-suite-version": warns("comparable"),
  "dirty-harness": warns("comparable"),
  "unknown-harness": warns("comparable"),
  "software-adapter": warns("comparable"),
} as const satisfies Record<string, Rule>;

export type FindingCode = keyof typeof rules;

export interface Finding {
  readonly code: FindingCode;
  readonly aspect: Aspect;
  readonly fails: boolean;
  /** Where the file or folder is, from the checked folder on. */
  readonly path: string;
  /** One sentence. */
  readonly text: string;
}

export function finding(code: FindingCode, path: string, text: string): Finding {
  return { code, ...rules[code], path, text };
}

/** A folder that is there and can't be read is nothing that was checked. */
export function notListed(path: string, error: unknown): Finding {
  return finding("broken-run", path, `Its folder can't be read: ${messageOf(error)}.`);
}

export type Answers = Readonly<Record<Aspect, "yes" | "warning" | "no">>;

export function answersOf(findings: readonly Finding[]): Answers {
  const answer = (aspect: Aspect) => {
    const ofAspect = findings.filter((one) => one.aspect === aspect);
    if (ofAspect.some((one) => one.fails)) return "no";
    return ofAspect.length > 0 ? "warning" : "yes";
  };
  return {
    complete: answer("complete"),
    valid: answer("valid"),
    unaltered: answer("unaltered"),
    comparable: answer("comparable"),
  };
}
