import { KnownError } from "@vmoe-bench/contracts";
import {
  drawLatex,
  drawMarkdown,
  drawText,
  regressionDocument,
  renderBencher,
  renderCsv,
  renderGithubBigger,
  renderGithubSmaller,
  renderLatex,
  renderMarkdown,
  renderTrainingCsv,
  trainingDocument,
  type Document,
  type NextSteps,
  type RegressionReport,
  type Summary,
  type TrainingSummary,
} from "@vmoe-bench/report";
import { answerText } from "./run-text.ts";
import { stdoutLayout } from "../terminal/layout.ts";

export const formats = [
  "table",
  "md",
  "latex",
  "csv",
  "json",
  "bencher",
  "github-smaller",
  "github-bigger",
] as const;
export type Format = (typeof formats)[number];

/** Whether the format is of a service that follows named benchmarks from commit to commit. */
export function isCiFormat(format: Format): boolean {
  return format === "bencher" || format === "github-smaller" || format === "github-bigger";
}

function noSuchFormatError(format: Format, view: string, known: readonly string[]): KnownError {
  return new KnownError(
    "no-such-format",
    `${view} can't be printed as ${format}.`,
    `Known: ${known.join(", ")}.`,
  );
}

/** What `compare` shows. */
export type Comparison =
  | {
      readonly kind: "runs";
      readonly summaries: readonly Summary[];
      /** Whether tables stand below the answer. */
      readonly full: boolean;
      readonly next: NextSteps;
      readonly pivot: Document | undefined;
    }
  | { readonly kind: "regression"; readonly report: RegressionReport }
  | { readonly kind: "training"; readonly summary: TrainingSummary };

/**
 * @returns text that ends with a new line
 * @throws `no-such-format` for a view that the format has no place for
 */
export function formatted(format: Format, comparison: Comparison): string {
  if (comparison.kind === "regression") {
    const { report } = comparison;
    if (format === "json") return json(report);
    return drawn(format, regressionDocument(report), "A regression");
  }
  if (comparison.kind === "training") {
    const { summary } = comparison;
    if (format === "json") return json(summary);
    if (format === "csv") return renderTrainingCsv(summary);
    return drawn(format, trainingDocument(summary), "The table of trained models");
  }
  const { summaries, pivot, full, next } = comparison;
  if (pivot !== undefined)
    return format === "json" ? json(pivot) : drawn(format, pivot, "A view with --by");
  switch (format) {
    case "table":
      return answerText(summaries, full, next);
    case "md":
      return `${summaries.map(renderMarkdown).join("\n\n")}\n`;
    case "latex":
      return `${summaries.map(renderLatex).join("\n\n")}\n`;
    case "csv":
      return renderCsv(summaries);
    case "json":
      return json(summaries);
    case "bencher":
      return renderBencher(summaries);
    case "github-smaller":
      return renderGithubSmaller(summaries);
    case "github-bigger":
      return renderGithubBigger(summaries);
  }
}

function drawn(format: Format, document: Document, view: string): string {
  if (format === "table") return drawText(document, stdoutLayout());
  if (format === "md") return drawMarkdown(document);
  if (format === "latex") return drawLatex(document);
  throw noSuchFormatError(format, view, ["table", "md", "latex", "json"]);
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
