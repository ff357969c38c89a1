import { interval, milliseconds } from "../format/numbers.ts";
import { type Paint, plain, safeText, widthOf, wrapped } from "../format/text.ts";
import type { Answer, BackendLatency, PairAccuracy, PairAnswer } from "./answer.ts";
import type { Winner } from "./judge.ts";

export interface AnswerLayout {
  /** Columns; no line is longer, unless a number alone is. */
  readonly width: number;
  readonly paint: Paint;
  /** Rows of the terminal at most: what does not fit is told as a number. */
  readonly height: number;
}

/** Commands for what comes next, as the reader's shell takes them; null where there is none. */
export interface NextSteps {
  readonly resume: string | null;
  readonly full: string | null;
}

/** A terminal of 80 by 24 has room for a prompt and what else a command says. */
export const answerLayout: AnswerLayout = { width: 80, height: 20, paint: plain };

interface Shown {
  readonly causes: number;
  readonly backends: number;
  readonly pairs: number;
  readonly runs: number;
  /** Whether the command that shows all tables is told; left out where a path is longer than there is room. */
  readonly tables: boolean;
}

/**
 * Runs' answers as the few lines that every page and command opens with.
 * @param answers the newest last
 */
export function answerLines(
  answers: readonly Answer[],
  next: NextSteps,
  layout: AnswerLayout = answerLayout,
): string[] {
  const sizes: Omit<Shown, "tables">[] = [
    { causes: 3, backends: 6, pairs: 6, runs: 6 },
    { causes: 2, backends: 6, pairs: 6, runs: 6 },
    { causes: 1, backends: 6, pairs: 6, runs: 6 },
    { causes: 1, backends: 4, pairs: 6, runs: 6 },
    { causes: 1, backends: 3, pairs: 3, runs: 6 },
    { causes: 0, backends: 3, pairs: 3, runs: 6 },
    { causes: 0, backends: 2, pairs: 2, runs: 6 },
    { causes: 0, backends: 0, pairs: 6, runs: 6 },
    { causes: 0, backends: 0, pairs: 3, runs: 4 },
    { causes: 0, backends: 0, pairs: 2, runs: 3 },
    { causes: 0, backends: 0, pairs: 1, runs: 3 },
  ];
  let lines: string[] = [];
  for (const tables of [true, false])
    for (const shown of sizes) {
      lines = drawn(answers, next, { ...layout, ...shown, tables });
      if (rowsOf(lines, layout.width) <= layout.height) return lines;
    }
  return lines;
}

/** Rows of a terminal that lines take: one that is longer than it is wide takes several. */
export function rowsOf(lines: readonly string[], width: number): number {
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / width)), 0);
}

type Drawing = AnswerLayout & Shown;

function drawn(answers: readonly Answer[], next: NextSteps, drawing: Drawing): string[] {
  const { width, runs, tables } = drawing;
  const steps = tables ? next : { ...next, full: null };
  const several = answers.length > 1;
  const told = answers.slice(-runs);
  const left = answers.length - told.length;
  return [
    ...told.flatMap((answer) => linesOf(answer, several, drawing)),
    ...(left > 0 ? [`${left} more run${left === 1 ? "" : "s"}.`] : []),
    ...nextOf(answers, steps).flatMap((step) => stepLines(step, width)),
  ];
}

function linesOf(answer: Answer, several: boolean, drawing: Drawing): string[] {
  const { width, pairs } = drawing;
  const { unfinished, device, failed } = answer;
  const where = several ? `${device}: ` : "";
  const told = answer.pairs.slice(0, pairs);
  const left = answer.pairs.length - told.length;
  return [
    ...(unfinished === null
      ? []
      : wrapped(safeText(`${where}${unfinished}`), width, 2).map((line) =>
          drawing.paint.bad(line),
        )),
    ...(answer.pairs.length === 0
      ? wrapped(
          safeText(`${where}No answer: nothing here was measured beside what it is compared with.`),
          width,
          2,
        )
      : told.flatMap((pair) => pairLines(answer, pair, where, drawing))),
    ...(left > 0 ? [`${left} more pair${left === 1 ? "" : "s"}.`] : []),
    ...failedLines(failed, width),
    ...trustLines(answer, drawing),
  ];
}

function pairLines(
  { device, dataset }: Answer,
  pair: PairAnswer,
  where: string,
  drawing: Drawing,
): string[] {
  const { width, paint } = drawing;
  const { model, baseline, sparse, how, winner, verdict } = pair;
  const [own, other] = sparse ? ["V-MoE ", "dense "] : ["", ""];
  return [
    ...wrapped(safeText(`${where}${verdict}`), width, 2).map((line) =>
      painted(winner, line, paint),
    ),
    ...wrapped(
      safeText(
        [
          `${own}${model} against ${other}${baseline}`,
          dataset,
          how,
          ...(where === "" ? [device] : []),
        ].join("; "),
      ),
      width,
      2,
    ),
    ...wrapped(accuracyText(pair.accuracy), width, 2),
    ...latencyLines(pair, drawing),
  ];
}

function painted(winner: Winner, text: string, paint: Paint): string {
  return winner === "sparse" ? paint.good(text) : paint.heading(text);
}

function accuracyText(accuracy: PairAccuracy | null): string {
  if (accuracy === null) return "Accuracy: not compared on the same images.";
  const { gain } = accuracy;
  const [points, low, high] = [gain.difference, gain.low, gain.high].map(signed);
  return `Accuracy: ${points} points [${low}, ${high}], paired on ${gain.n} images; ${top1Text(accuracy)}.`;
}

/** Where one pass ended sooner than the other, with how many images each is of. */
function top1Text({ gain, own, baseline }: PairAccuracy): string {
  const [ours, theirs] = [percent(own.value), percent(baseline.value)];
  return own.n === gain.n && baseline.n === gain.n
    ? `top-1 ${ours} against ${theirs} %`
    : `top-1 ${ours} % of ${own.n} against ${theirs} % of ${baseline.n}`;
}

function signed(part: number): string {
  const points = (100 * part).toFixed(2);
  return part > 0 && points !== "0.00" ? `+${points}` : points.replace("-0.00", "0.00");
}

function percent(part: number): string {
  return (100 * part).toFixed(2);
}

function latencyLines(
  { latency: all, sparse, baseline }: PairAnswer,
  { width, backends }: Drawing,
): string[] {
  if (backends === 0) return wrapped(`Latency: ${all.map(briefly).join("; ")}.`, width, 2);
  const told = all.slice(0, backends);
  const names = told.map((one) => safeText(nameOf(one)));
  const column = Math.min(30, Math.max(...names.map(widthOf), 0));
  const left = all.length - told.length;
  return [
    ...wrapped(
      sparse
        ? "Latency over its baseline's [95 %], both medians; best strategy of each backend:"
        : safeText(`Latency over that of ${baseline} [95 %], and both medians:`),
      width,
      2,
    ),
    ...told.flatMap((one, i) => {
      const name = names[i] ?? "";
      const pad = " ".repeat(Math.max(0, column - widthOf(name)));
      const lines = wrapped(safeText(latencyText(one)), width - column - 4);
      return one.state === "measured"
        ? lines.map((line, n) =>
            n === 0 ? `  ${name}${pad}  ${line}` : `  ${" ".repeat(column)}  ${line}`,
          )
        : [`  ${name}${pad}  ${lines[0] ?? ""}${lines.length > 1 ? "…" : ""}`];
    }),
    ...(left > 0 ? [`  and ${left} more backend${left === 1 ? "" : "s"}`] : []),
  ];
}

function nameOf(one: BackendLatency): string {
  return one.state === "measured" && one.strategy !== "dense"
    ? `${one.backend} ${one.strategy}${one.of > 1 ? ` (of ${one.of})` : ""}`
    : one.backend;
}

function latencyText(one: BackendLatency): string {
  if (one.state === "unmeasured") return one.reason;
  const { ratio, ownMs, baselineMs, ofMedians, verdict } = one;
  const medians = `${milliseconds(ownMs)} / ${milliseconds(baselineMs)} ms`;
  return [
    `${interval(ratio)}${ofMedians === null ? "" : " of rounds"}`,
    `${medians}${ofMedians === null ? "" : ` = ${ofMedians}`}`,
    ...(verdict === "no-claim" ? ["no claim"] : []),
  ].join(", ");
}

function briefly(one: BackendLatency): string {
  return one.state === "measured"
    ? `${one.backend} ${interval(one.ratio)}`
    : `${one.backend} ${/^unsupported|^failed/.exec(one.reason)?.[0] ?? one.reason}`;
}

function failedLines({ blocks, causes }: Answer["failed"], width: number): string[] {
  if (blocks === 0) return [];
  const [first = ""] = causes;
  const more = causes.length > 1 ? ` And ${causes.length - 1} more causes.` : "";
  const count = `${blocks} block${blocks === 1 ? "" : "s"} failed`;
  return wrapped(safeText(`${count}: ${first}${more}`), width, 2).slice(0, 2);
}

function trustLines({ trust }: Answer, { width, causes }: Drawing): string[] {
  if (trust === null) return [];
  const told = trust.causes.slice(0, causes);
  const left = trust.causes.length - told.length;
  const more =
    left === 0 ? "" : ` ${left}${told.length > 0 ? " more" : ""} cause${left === 1 ? "" : "s"}.`;
  return [
    `Trust: ${trust.level}.${more}`,
    ...told.flatMap(({ text, mend, backends }) =>
      wrapped(`- ${backends === null ? "" : `${backends.join(", ")}: `}${text} ${mend}`, width, 2),
    ),
  ];
}

/** What may be done next, as "when: command". */
type Step = readonly [when: string, command: string];

/** A command stays whole, however long it is: it is there to be copied. */
function stepLines([when, command]: Step, width: number): string[] {
  const line = `${when}: ${command}`;
  return widthOf(line) <= width ? [line] : [...wrapped(`${when}:`, width, 2), `  ${command}`];
}

function nextOf(answers: readonly Answer[], { resume, full }: NextSteps): Step[] {
  const goesOn = answers.some(({ unfinished, failed }) => unfinished !== null || failed.blocks > 0);
  const open = answers.some(({ pairs }) => pairs.some(({ winner }) => winner === "none"));
  const program = answers.at(-1)?.program ?? "vmoe-bench run";
  const noPair = answers.every(({ pairs }) => pairs.length === 0);
  const steps: (Step | false)[] = [
    goesOn && resume !== null && ["Go on", resume],
    noPair && ["Compare two", `${program} --model A B`],
    open && !goesOn && ["A smaller difference needs more time", `${program} --time 10m`],
    full !== null && ["All tables", full],
  ];
  return steps.filter((step) => step !== false);
}
