import type { Context } from "../context.ts";
import { devices } from "./devices.ts";
import { history } from "./history.ts";
import { overview } from "./overview.ts";
import { predicted } from "./predicted.ts";
import { routing } from "./routing.ts";
import { samples } from "./samples.ts";
import { starts } from "./starts.ts";
import { strategies } from "./strategies.ts";
import { sustained } from "./sustained.ts";
import { training } from "./training.ts";

const drawers = {
  overview,
  predicted,
  devices,
  strategies,
  starts,
  sustained,
  history,
  samples,
  routing,
  training,
};

export function drawView(context: Context): HTMLElement[] {
  return drawers[context.state.view](context);
}
