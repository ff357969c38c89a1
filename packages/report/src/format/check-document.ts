import { left, right, verdictColumn } from "./tables.ts";
import { safeText } from "./text.ts";
import type { Document } from "./document.ts";
import { aspects, type Finding, type ResultsCheck } from "@vmoe-bench/runner";

/** Runs with their answers, then each kind of finding once a run, with what it says of the first. */
export function checkDocument({ root, passes, runs, findings }: ResultsCheck): Document {
  const failing = findings.filter(({ fails }) => fails).length;
  const groups = grouped(findings);
  return {
    heading: safeText(
      `${root}: ${passes ? "passes" : "FAILS"}, ${runs.length} run${runs.length === 1 ? "" : "s"}, ${failing} failing finding${failing === 1 ? "" : "s"}, ${findings.length - failing} warning${findings.length - failing === 1 ? "" : "s"}`,
    ),
    tables: [
      {
        title: "Runs",
        shared: 1,
        keys: 1,
        columns: [
          left("run"),
          right("blocks"),
          right("recorded"),
          ...aspects.map((aspect) => verdictColumn(aspect)),
        ],
        rows: runs.map(({ path, blocks, answers }) => [
          safeText(path),
          String(blocks.planned),
          String(blocks.recorded),
          ...aspects.map((aspect) => (answers[aspect] === "no" ? "NO" : answers[aspect])),
        ]),
      },
      {
        title: "Findings, each with its first file",
        shared: 0,
        keys: 1,
        columns: [left("code"), right("times"), left("where"), left("what")],
        rows: groups.map(({ first, times }) => [
          first.fails ? first.code : `${first.code} (warning)`,
          String(times),
          safeText(first.path),
          safeText(first.text),
        ]),
      },
    ].filter(({ rows }) => rows.length > 0),
    remarks: [],
  };
}

interface Group {
  readonly first: Finding;
  readonly times: number;
}

/** What fails comes first. */
function grouped(findings: readonly Finding[]): Group[] {
  const groups = new Map<string, Group>();
  for (const one of findings) {
    const known = groups.get(one.code);
    groups.set(one.code, { first: known?.first ?? one, times: (known?.times ?? 0) + 1 });
  }
  return [...groups.values()].toSorted((a, b) => Number(b.first.fails) - Number(a.first.fails));
}
