export { loadTfjsNode } from "./load-tfjs-node.ts";
export { usePlainProducts } from "./plain-products.ts";
export { tfjsNodeBackend } from "./tfjs-node-backend.ts";
