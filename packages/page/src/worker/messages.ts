import type { Block, HostEvent, PageProfile } from "@vmoe-bench/contracts";

/** Page to its worker; both are of one bundle. */
export type ToWorker =
  | {
      readonly type: "run";
      readonly block: Block;
      readonly base: string;
      readonly profile: PageProfile;
      /** Whether the page can answer `measure-memory`. */
      readonly measuresMemory: boolean;
    }
  /** Answers `measure-memory`. */
  | { readonly type: "memory"; readonly bytes: number };

export type FromWorker =
  | { readonly type: "event"; readonly event: HostEvent }
  /** The worker lacks a part of its code. */
  | { readonly type: "not-loaded" }
  /** Only a page can ask for it. */
  | { readonly type: "measure-memory" };
