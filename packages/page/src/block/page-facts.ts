import type { HostFacts } from "@vmoe-bench/backend/block";
import type { PageProfile } from "@vmoe-bench/contracts";
import { browserName } from "../profile/browser-name.ts";

const bytesInGb = 2 ** 30;

/** Where a block runs, as far as a page can tell. */
export function pageFacts(profile: PageProfile): HostFacts {
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
    versions: { browser: browserName(profile.userAgent) },
    flags: profile.crossOriginIsolated ? ["cross-origin isolated"] : [],
  };
}
