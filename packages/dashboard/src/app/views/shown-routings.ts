import type { DashboardCell } from "../../data/schema.ts";
import type { Routing } from "../../data/routing-schema.ts";
import { shownCells, type Context } from "../context.ts";

/**
 * The routings of the models that are shown, of the devices and data sets that they are shown on. How
 * a model runs does not change where its router sends an image.
 */
export function shownRoutings(context: Context): Routing[] {
  const { data } = context;
  const placeOf = ({ run, model, dataset }: DashboardCell) =>
    JSON.stringify([data.runs[run]?.device, model, dataset]);
  const places = new Set(shownCells(context).map(({ cell }) => placeOf(cell)));
  return data.routings.filter(({ cell }) => {
    const own = data.cells[cell];
    return own !== undefined && places.has(placeOf(own));
  });
}
