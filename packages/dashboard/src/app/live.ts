import { check } from "@vmoe-bench/contracts";
import { z } from "zod";
import type { DashboardData } from "../data/schema.ts";
import { h, name } from "./dom.ts";
import { loadScript } from "./load-script.ts";

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
export function versionQuery(): string {
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
