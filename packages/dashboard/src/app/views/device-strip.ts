import type { Headline } from "../../data/headline.ts";
import type { Context } from "../context.ts";
import { h, name } from "../dom.ts";
import { signed } from "../numbers.ts";

const winnerWords: Record<Headline["winner"], string> = {
  sparse: "V-MoE better",
  dense: "dense better",
  "trade-off": "a trade-off",
  depends: "depends on the backend",
  none: "no difference shown",
  unknown: "no answer",
};

const most = 24;

/** All devices at a glance; each leads to its own answer. */
export function deviceStrip(
  { data, state, go }: Context,
  devices: ReadonlyMap<number, readonly Headline[]>,
): HTMLElement {
  const left = devices.size - most;
  return h(
    "ul",
    { class: "strip", "aria-label": "Devices" },
    ...[...devices].slice(0, most).flatMap(([device, [first]]) => {
      const cell = data.cells[first?.cell ?? -1];
      const id = data.devices[device]?.id;
      if (first === undefined || cell === undefined || id === undefined) return [];
      const numbers = [
        ...(cell.gain === null ? [] : [`${signed(cell.gain.value)} points`]),
        ...(cell.ratio === null ? [] : [`${cell.ratio.value.toFixed(2)} × latency`]),
      ];
      return [
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: `device ${first.winner}`,
              click: () => go({ filters: { ...state.filters, device: [id] } }),
            },
            h("strong", {}, name(data.devices[device]?.name ?? "")),
            h("span", {}, winnerWords[first.winner]),
            h("span", {}, numbers.join(", ")),
          ),
        ),
      ];
    }),
    left > 0 ? h("li", {}, `and ${left} more: filter by device`) : null,
  );
}
