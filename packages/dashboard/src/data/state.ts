import type { Row } from "@vmoe-bench/report";
import type { CellRecords } from "./records-of.ts";
import type { CellState } from "./schema.ts";

/** A cell's validity (rules 1, 9, 12 and 17), and in words what is against it. */
export function stateOf(row: Row, records: CellRecords): { state: CellState; why: string[] } {
  const { blocks } = row;
  const objections = objectionsTo(records);
  if (row.latency === null || row.latency.medianMs === null) {
    if (blocks.unsupported > 0) return { state: "unsupported", why: objections };
    if (blocks.failed > 0) return { state: "failed", why: objections };
    return { state: "not-run", why: objections };
  }
  if (objections.length > 0) return { state: "invalid", why: objections };
  const missing = blocks.planned - blocks.completed;
  if (missing === 0) return { state: "valid", why: [] };
  return { state: "semi-valid", why: [`${missing} of ${blocks.planned} blocks did not complete`] };
}

function objectionsTo({ latency, accuracy }: CellRecords): string[] {
  const hidden = latency.filter(({ measurement }) => measurement.page?.hidden === true).length;
  const throttled = latency.filter(({ cooling }) => cooling?.throttled === true).length;
  const differing = accuracy.reduce(
    (n, { measurement: m }) => n + (m.reference?.differing ?? 0),
    0,
  );
  return [
    ...(hidden > 0 ? [`the page was hidden in ${hidden} blocks`] : []),
    ...(throttled > 0 ? [`the device was throttled in ${throttled} blocks`] : []),
    ...(differing > 0 ? [`${differing} images differ from the reference's outputs`] : []),
  ];
}
