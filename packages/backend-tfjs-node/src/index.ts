export { loadTfjsNode } from "./load-tfjs-node.ts";
export { tfjsNodeBackend } from "./tfjs-node-backend.ts";
