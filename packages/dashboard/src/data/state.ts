import { validityReasons } from "@vmoe-bench/measure";
import type { Row } from "@vmoe-bench/report";
import type { CellState } from "./schema.ts";

/** How far a cell can be trusted, and why it can't be fully; or what became of it. */
export function stateOf({ validity, latencyBlocks }: Row): { state: CellState; why: string[] } {
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
