import type { HostEvent, Provenance } from "@vmoe-bench/contracts";

/** What a page can't know of the machine and the browser that it is in. */
export interface BrowserFacts {
  readonly system: Provenance["system"];
  readonly version: string;
  readonly flags: readonly string[];
}

/** A page's event, with them in its provenance. */
export function withFacts(event: HostEvent, { system, version, flags }: BrowserFacts): HostEvent {
  if (event.type !== "started") return event;
  const { provenance } = event;
  const versions = { ...provenance.runtime.versions, browser: version };
  const runtime = {
    ...provenance.runtime,
    versions,
    flags: [...provenance.runtime.flags, ...flags],
  };
  return { ...event, provenance: { ...provenance, system, runtime } };
}
