import { type Context, deviceOf, howOf, objection } from "./state.ts";
import { h, name } from "./dom.ts";
import type { DashboardCell, DashboardData, DashboardRun } from "../data/schema.ts";
import { loadDetail } from "./scripts.ts";
import { count, megabytes, megaflops, milliseconds, percent, signed, timeUnit } from "./numbers.ts";

type Child = Parameters<typeof h>[2];

function provenanceDialog({ go }: Context, parts: readonly Child[]): HTMLDialogElement {
  const dialog: HTMLDialogElement = h(
    "dialog",
    {
      "aria-labelledby": "provenance-title",
      close: () => go({ cell: null, trained: null }),
    },
    h(
      "header",
      {},
      h("h2", { id: "provenance-title" }, "Where these numbers come from"),
      h("button", { type: "button", class: "close", click: () => dialog.close() }, "Close"),
    ),
    ...parts,
  );
  return dialog;
}

function commandBox(command: string): HTMLElement {
  const said = h("span", { role: "status" });
  const code = h("code", {}, command);
  return h(
    "div",
    { class: "command" },
    h("pre", { tabindex: 0 }, code),
    h(
      "button",
      {
        type: "button",
        click: () => {
          copyText(command, code).then(
            () => said.replaceChildren("Copied."),
            () => said.replaceChildren("Marked: copy it with your keyboard."),
          );
        },
      },
      "Copy",
    ),
    said,
  );
}

/** Marks the text where the clipboard may not be written. */
async function copyText(text: string, element: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch (error) {
    globalThis.getSelection()?.selectAllChildren(element);
    throw error;
  }
}

type Fact = readonly [string, string | null];

function facts(pairs: readonly Fact[]): HTMLElement {
  return h(
    "dl",
    {},
    ...pairs.flatMap(([term, value]) =>
      value === null ? [] : [h("dt", {}, term), h("dd", {}, name(value))],
    ),
  );
}

/** @param paths below `results/` */
function recordsList(paths: readonly string[]): HTMLElement {
  const items = paths.map((path) => h("li", {}, h("code", {}, `results/${path}`)));
  return h("ul", { class: "records" }, ...items);
}

/** Where the numbers of a cell come from: record, versions, flags, and the command to copy. */
export function cellDialog(context: Context, index: number): HTMLDialogElement | null {
  const { data } = context;
  const cell = data.cells[index];
  const run = cell && data.runs[cell.run];
  if (cell === undefined || run === undefined) return null;
  const records = h("div", { "aria-live": "polite" }, "Loading its records…");
  void loadDetail(index).then(
    (detail) => records.replaceChildren(recordsList(detail.records)),
    () => records.replaceChildren("Its records are not beside this page."),
  );
  const problem = objection(cell);
  return provenanceDialog(context, [
    h("p", {}, name(cell.model), ` (${howOf(cell)}) on `, name(deviceOf(data, cell))),
    problem === null ? null : h("p", { class: "warning" }, `Not counted: ${problem}.`),
    h("h3", {}, "Make it again"),
    commandBox(cell.command),
    h("h3", {}, "Numbers"),
    facts(numbersOf(cell)),
    ...remarks(data, cell),
    h("h3", {}, "Versions and settings"),
    facts(provenanceOf(data, cell, run)),
    h("h3", {}, "Records"),
    records,
  ]);
}

function between(low: number | string, high: number | string): string {
  return `95 % interval ${low} to ${high}`;
}

/** In the median's unit. */
function intervalOf({ medianMs, lowMs, highMs }: NonNullable<DashboardCell["latency"]>): string {
  if (lowMs === null || highMs === null) return "";
  const unit = timeUnit(medianMs);
  return `, ${between(unit.of(lowMs), unit.of(highMs))} ${unit.name}`;
}

function numbersOf(cell: DashboardCell): Fact[] {
  const { top1, gain, latency, ratio, flops } = cell;
  return [
    [
      "Top-1",
      top1 &&
        `${percent(top1.value)}, ${between(percent(top1.low), percent(top1.high))} (Wilson), of ${count.format(top1.n)} images`,
    ],
    [
      "Over the dense baseline",
      gain &&
        `${signed(gain.value)} points, 95 % interval ${signed(gain.low)} to ${signed(gain.high)}, paired on ${count.format(gain.n)} images`,
    ],
    [
      "Median latency",
      latency &&
        `${milliseconds(latency.medianMs)}${intervalOf(latency)}, ${count.format(latency.samples)} samples`,
    ],
    ["90th percentile", typeof latency?.p90Ms === "number" ? milliseconds(latency.p90Ms) : null],
    [
      "Latency over the dense baseline's",
      ratio && `${ratio.value}, ${between(ratio.low, ratio.high)}`,
    ],
    [
      "FLOPs of an image",
      flops &&
        `${megaflops(flops.active)} active, ${megaflops(flops.executed)} executed, ${megaflops(flops.denseEquivalent)} dense-equivalent`,
    ],
    ["Prepared files, all", cell.bytes === null ? null : megabytes(cell.bytes)],
    ["Of them read by one process", cell.readBytes === null ? null : megabytes(cell.readBytes)],
    ["Peak memory", cell.peakBytes === null ? null : megabytes(cell.peakBytes)],
    ["Cold start", cell.coldMs === null ? null : milliseconds(cell.coldMs)],
    ["First ever start", cell.firstEverMs === null ? null : milliseconds(cell.firstEverMs)],
  ];
}

function remarks(data: DashboardData, cell: DashboardCell): HTMLElement[] {
  const texts = cell.remarks.flatMap((i) => data.texts[i] ?? []);
  if (texts.length === 0) return [];
  return [
    h("h3", {}, "What to know of them"),
    h("ul", {}, ...texts.map((text) => h("li", {}, name(text)))),
  ];
}

function provenanceOf(data: DashboardData, cell: DashboardCell, run: DashboardRun): Fact[] {
  const common: Fact[] = [
    ["Run", `${run.id}, ${run.startedAt}, suite ${run.suite}, profile ${run.profile}`],
    ["Data set", cell.dataset],
    ["Threads", String(cell.threads)],
  ];
  const provenance = data.provenances[cell.provenance ?? -1];
  if (provenance === undefined) return common;
  const { harness, system, runtime, clock, model, dataset } = provenance;
  const changed = harness.dirty === true ? ", with changes" : "";
  return [
    ...common,
    ["Harness", `${harness.version}, commit ${harness.commit ?? "unknown"}${changed}`],
    ["Lock file", harness.lockfileSha256],
    [
      "Versions",
      Object.entries(runtime.versions)
        .map((pair) => pair.join(" "))
        .join(", "),
    ],
    ["Adapter", `${runtime.adapter}${runtime.software ? " (software)" : ""}`],
    ["Flags", runtime.flags.length === 0 ? "none" : runtime.flags.join(" ")],
    [
      "System",
      `${system.platform} ${system.release} ${system.arch}, ${system.cpu}, ${system.cores} cores, ${(system.memoryBytes / 2 ** 30).toFixed(1)} GiB`,
    ],
    ["Governor", system.governor],
    ["Clock", clock.name],
    ["Model SHA-256", model.sha256],
    ["Data SHA-256", dataset.sha256],
  ];
}

/**
 * Where a trained model's numbers come from.
 * @param index of its row among those of all groups
 */
export function trainedDialog(context: Context, index: number): HTMLDialogElement | null {
  const { groups } = context.data.training;
  const trained = groups.flatMap((group) => group.rows.map((row) => ({ group, row })))[index];
  if (trained === undefined) return null;
  const { group, row } = trained;
  const [first] = row.records;
  const numbers = group.columns.map(({ name: column }, i): Fact => [column, row.cells[i] ?? null]);
  return provenanceDialog(context, [
    h("p", {}, name(row.recipe), ", in the group of the dense baseline ", name(group.baseline)),
    h("h3", {}, "Make it again"),
    commandBox(row.command),
    h("h3", {}, "Numbers"),
    facts(numbers.filter(([, text]) => text !== "-")),
    h("h3", {}, "Versions and settings"),
    facts([
      ["Commits", distinct(row.records.map(({ commit }) => commit))],
      ["Recipe SHA-256, a seed each", distinct(row.records.map((record) => record.recipeSha256))],
      ["Data SHA-256", distinct(row.records.map(({ dataSha256 }) => dataSha256))],
      [
        "Images",
        first === undefined
          ? null
          : `${count.format(first.images)} trained on, ${count.format(first.heldOut)} held out`,
      ],
      [
        "Images a second, a seed each",
        row.records.map(({ imagesPerSecond }) => imagesPerSecond.toFixed(0)).join(", "),
      ],
    ]),
    h("h3", {}, "Records"),
    recordsList(row.records.map(({ file }) => file)),
  ]);
}

function distinct(values: readonly string[]): string {
  return [...new Set(values)].join(", ");
}
