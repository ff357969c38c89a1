/** The package's own types say `export default`, but it is a CommonJS module that is the function. */
declare module "graphology-communities-louvain" {
  import type { UndirectedGraph } from "graphology";

  interface LouvainOptions {
    resolution?: number;
    rng?: () => number;
  }

  /** @returns each node's community */
  function louvain(graph: UndirectedGraph, options?: LouvainOptions): Record<string, number>;
  export = louvain;
}
