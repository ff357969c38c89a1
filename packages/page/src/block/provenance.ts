import type { HostProvenance, PageModel, PageProfile, Probe } from "@vmoe-bench/contracts";
import { performanceClock, resolutionOf } from "@vmoe-bench/measure";
import { browserName } from "../profile/browser-name.ts";

const bytesInGb = 2 ** 30;

/** Where and with what a block ran, as far as a page can tell. */
export function provenanceOf(
  profile: PageProfile,
  probe: Extract<Probe, { available: true }>,
  { modelSha256, graphSha256 }: PageModel,
  dataset: HostProvenance["dataset"],
): HostProvenance {
  return {
    system: {
      platform: profile.platform ?? "unknown",
      release: "unknown",
      arch: "unknown",
      cpu: profile.model ?? "unknown",
      cores: profile.cores ?? 0,
      memoryBytes: (profile.memoryGb ?? 0) * bytesInGb,
      governor: null,
      temperatureC: null,
      load1: null,
    },
    runtime: {
      versions: { browser: browserName(profile.userAgent), ...probe.versions },
      adapter: probe.adapter,
      software: probe.software,
      flags: profile.crossOriginIsolated ? ["cross-origin isolated"] : [],
    },
    clock: { name: performanceClock.name, resolutionMs: resolutionOf(performanceClock) },
    model: { sha256: modelSha256, ...(graphSha256 === undefined ? {} : { graphSha256 }) },
    dataset,
  };
}
