import { type Validity, validityReasons } from "@vmoe-bench/measure";
import type { Row } from "../summary/row.ts";

const order = Object.keys(validityReasons);

/** How far an answer can be trusted, why, and what would mend it. */
export interface Trust {
  readonly level: Validity;
  /** What one thing would mend is one cause; worst first. */
  readonly causes: readonly {
    readonly text: string;
    readonly mend: string;
    /** Backends that it holds on; null for all. */
    readonly backends: readonly string[] | null;
  }[];
}

/**
 * A backend that nothing is claimed of takes nothing from the others.
 * @param rows that the answer is told by, and what they are compared with
 * @param program that measured them: whoever reads it is at that machine, or at a device
 * @returns null where none was measured
 */
export function trustOf(rows: readonly Row[], program: Program): Trust | null {
  const judged = rows.flatMap(({ arm, validity }) =>
    validity === null ? [] : [{ backend: arm.backend, ...validity }],
  );
  if (judged.length === 0) return null;
  const backends = new Set(judged.map(({ backend }) => backend));
  const reasons = judged.flatMap(({ backend, reasons: own }) =>
    own.map(({ code }) => {
      const { text, mend, mendOnPage } = validityReasons[code];
      return { backend, code, text, mend: program === "vmoe-bench join" ? mendOnPage : mend };
    }),
  );
  const own = reasons.filter(({ code }) => code !== "baseline-invalid");
  const told = (own.length === 0 ? reasons : own).toSorted(
    (a, b) => order.indexOf(a.code) - order.indexOf(b.code),
  );
  const counted = [...backends]
    .map((name) => worst(judged.filter(({ backend }) => backend === name)))
    .filter((level) => level !== "invalid");
  return {
    level: counted.length === 0 ? "invalid" : worst(counted.map((level) => ({ level }))),
    causes: [...new Set(told.map(({ mend }) => mend))].map((mend) => {
      const alike = told.filter((one) => one.mend === mend);
      const on = [...new Set(alike.map(({ backend }) => backend))];
      return {
        text: [...new Set(alike.map(({ text }) => text))].join(" "),
        mend,
        backends: on.length === backends.size ? null : on,
      };
    }),
  };
}

function worst(found: readonly { readonly level: Validity }[]): Validity {
  const levels = found.map(({ level }) => level);
  if (levels.includes("invalid")) return "invalid";
  return levels.includes("semi-valid") ? "semi-valid" : "valid";
}

/** What measures a device: this program, or a page that somebody opens. */
export type Program = "vmoe-bench run" | "vmoe-bench join";

/** @param command that makes the run again */
export function programOf({ command }: { readonly command: string }): Program {
  return /^vmoe-bench join( |$)/.test(command) ? "vmoe-bench join" : "vmoe-bench run";
}
