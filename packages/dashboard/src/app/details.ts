import { check } from "@vmoe-bench/contracts";
import { detailSchema, type CellDetail } from "../data/schema.ts";
import { versionQuery } from "./live.ts";
import { loadScript } from "./load-script.ts";

const loaded = new Map<number, Promise<CellDetail>>();
const waiting = new Map<number, (detail: CellDetail) => void>();

/** `details/<index>.js` calls this: scripts load from `file://`, where nothing can be fetched. */
export function receiveDetail(value: unknown): void {
  const detail = check(detailSchema, value, "cell detail");
  waiting.get(detail.cell)?.(detail);
}

/** Loads a cell's samples once, when somebody looks. Rejects where the file is not there. */
export function loadDetail(cell: number): Promise<CellDetail> {
  const known = loaded.get(cell);
  if (known !== undefined) return known;
  const loading = new Promise<CellDetail>((resolve, reject) => {
    waiting.set(cell, resolve);
    loadScript(`details/${cell}.js${versionQuery()}`).catch(reject);
  });
  loaded.set(cell, loading);
  return loading;
}

/** Samples that were loaded belong to older data. */
export function forgetDetails(): void {
  loaded.clear();
}
