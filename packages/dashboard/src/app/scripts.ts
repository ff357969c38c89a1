import { check } from "@vmoe-bench/contracts";
import { z } from "zod";
import { type CellDetail, type DashboardData, detailSchema } from "../data/schema.ts";
import { h, name } from "./dom.ts";

/** Loads a script beside the page, once. Rejects where it is not there. */
async function loadScript(address: string): Promise<void> {
  const script = document.createElement("script");
  script.src = address;
  await new Promise<void>((resolve, reject) => {
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(`${address} is not there.`)));
    document.head.append(script);
  });
  script.remove();
}

const everyMs = 1_500;

const liveSchema = z.strictObject({
  /** Another one for other data. */
  version: z.string().regex(/^\w{1,40}$/),
});

const bar = h("p", { class: "live" });
let wanted: string | undefined;
let last: DashboardData | undefined;
let isGone = false;

/**
 * `live.js` of a server calls this: from then on it is asked again and again, and data that is newer
 * is loaded. Scripts, because the page's policy lets it make no other connection.
 */
export function receiveLive(value: unknown): void {
  const { version } = check(liveSchema, value, "live.js");
  if (wanted === undefined) {
    document.body.prepend(bar);
    setInterval(() => {
      // A server that is gone may come back.
      loadScript(`live.js?at=${Date.now()}`).catch(() => {
        isGone = true;
        bar.replaceChildren("The server has ended: this is what it showed last.");
      });
    }, everyMs);
  }
  if (isGone && last !== undefined) showLive(last);
  isGone = false;
  if (version === wanted) return;
  wanted = version;
  // The next answer tries again.
  loadScript(`data.js?version=${version}`).catch(() => (wanted = ""));
}

/** What each script of this version is asked for with; empty for plain files. */
function versionQuery(): string {
  return wanted === undefined ? "" : `?version=${wanted}`;
}

/** Says how far the newest run is. */
export function showLive(data: DashboardData): void {
  last = data;
  const { runs } = data;
  const newest = runs.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt)).at(-1);
  const time = new Date().toLocaleTimeString();
  if (newest === undefined) bar.replaceChildren(`Live, ${time}: there are no runs yet.`);
  else
    bar.replaceChildren(
      `Live, ${time}: newest run `,
      name(newest.id),
      `, ${newest.blocks.recorded} of ${newest.blocks.planned} blocks are done.`,
    );
}

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
