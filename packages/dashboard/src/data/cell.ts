import {
  knownFlops,
  type KnownFlops,
  type RunManifest,
  scenarioName,
  strategyName,
} from "@vmoe-bench/contracts";
import { medianRatio, validityReasons } from "@vmoe-bench/measure";
import type { Row } from "@vmoe-bench/report";
import {
  digits,
  digitsOrNull,
  type CellState,
  type DashboardCell,
  type StartParts,
  type SteadyProvenance,
  intervalOf,
} from "./schema.ts";
import type { CellRecords } from "./cell-records.ts";

/** A cell before what it shares with others is kept once. */
export interface PartCell extends Omit<DashboardCell, "run" | "remarks" | "provenance"> {
  readonly remarks: readonly string[];
  readonly provenance: SteadyProvenance | null;
}

interface CellContext {
  readonly manifest: RunManifest;
  /** Index of the cell that it is compared with. */
  readonly baseline: number | undefined;
}

function whole({ macs2, elementwise }: KnownFlops["active"]): number {
  return digits(macs2 + elementwise);
}

/** A row as the dashboard shows it. */
export function dashboardCell(row: Row, records: CellRecords, context: CellContext): PartCell {
  const { manifest } = context;
  const { arm, cost, latency } = row;
  const { state, why } = stateOf(row);
  const provenance = records.all[0]?.provenance;
  const known = cost && knownFlops(cost);
  return {
    model: arm.model,
    backend: arm.backend,
    strategy: strategyName(arm),
    precision: arm.precision,
    batch: arm.batch,
    threads: arm.threads,
    scenario: scenarioName(arm.scenario),
    dataset: arm.data ?? `${manifest.suite.dataset.name}/${manifest.suite.dataset.split}`,
    control: arm.control,
    state,
    software: records.all.some((record) => record.provenance.runtime.software),
    remarks: [...why, ...row.reasons],
    top1: row.top1 && { ...intervalOf(row.top1), n: row.top1.n },
    gain: pointsOf(row),
    latency:
      latency === null || latency.medianMs === null
        ? null
        : {
            medianMs: digits(latency.medianMs),
            ...medianInterval(records, latency.medianMs),
            p90Ms: digitsOrNull(latency.p90Ms),
            samples: latency.samples,
          },
    baseline: context.baseline ?? null,
    ratio: row.ratio && intervalOf({ ...row.ratio, value: row.ratio.ratio }),
    verdict: row.verdict,
    flops: known
      ? {
          denseEquivalent: whole(known.denseEquivalent),
          active: whole(known.active),
          executed: whole(known.executed),
        }
      : null,
    bytes: row.artifactBytes,
    readBytes: digitsOrNull(row.footprint?.readBytes, 8),
    peakBytes: digitsOrNull(row.footprint?.peakBytes),
    coldMs: digitsOrNull(row.starts.coldSession?.wholeMs),
    firstEverMs: digitsOrNull(row.starts.firstEver?.wholeMs),
    coldParts: partsOf(row.starts.coldSession),
    firstEverParts: partsOf(row.starts.firstEver),
    curve: row.curve.map((minute) => ({ ...minute, medianMs: digits(minute.medianMs) })),
    command: row.command,
    provenance: provenance === undefined ? null : steady(provenance),
    detail: records.all.length > 0,
  };
}

/**
 * Blocks against a clock that stands still: the interval of a median is that of its ratio to 1. It is
 * of the blocks' medians and is widened to hold that of all samples.
 */
function medianInterval({ latency }: CellRecords, medianMs: number) {
  const one = Array.from({ length: 11 }, () => 1);
  const rounds = latency.map(({ measurement }) => ({ arm: measurement.samplesMs, baseline: one }));
  const ratio = medianRatio(rounds);
  if (ratio === undefined) return { lowMs: null, highMs: null };
  const { low, high } = ratio;
  return { lowMs: digits(Math.min(low, medianMs)), highMs: digits(Math.max(high, medianMs)) };
}

function partsOf(start: Row["starts"]["coldSession"]): StartParts | null {
  return (
    start && {
      prepareMs: digitsOrNull(start.prepareMs),
      loadMs: digitsOrNull(start.loadMs),
      firstMs: digitsOrNull(start.firstMs),
    }
  );
}

/** In points of top-1. */
function pointsOf({ gain }: Row): DashboardCell["gain"] {
  if (gain === null) return null;
  const { difference, low, high, n } = gain;
  return { ...intervalOf({ value: difference * 100, low: low * 100, high: high * 100 }), n };
}

function steady(provenance: CellRecords["all"][number]["provenance"]): SteadyProvenance {
  const { temperatureC: _warmth, load1: _load, ...system } = provenance.system;
  return { ...provenance, system, clock: { name: provenance.clock.name } };
}

/** How far a cell can be trusted, and why it can't be fully; or what became of it. */
function stateOf({ validity, latencyBlocks }: Row): { state: CellState; why: string[] } {
  if (validity !== null) {
    const { level, reasons, notes } = validity;
    return {
      state: level,
      why: [
        ...reasons.map(({ code, detail }) => sentence(validityReasons[code].text, detail)),
        ...notes.map(({ code, detail }) => `${code} ${detail}: too few blocks to matter.`),
      ],
    };
  }
  if (latencyBlocks.failed > 0) return { state: "failed", why: [] };
  return { state: latencyBlocks.unsupported > 0 ? "unsupported" : "not-run", why: [] };
}

/** "The machine gave less than it can (in 2 of 5 blocks)." */
function sentence(text: string, detail: string): string {
  return detail === "" ? text : `${text.slice(0, -1)} (${detail}).`;
}
