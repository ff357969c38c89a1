export { loadTfjsNode } from "./load-tfjs-node.ts";
