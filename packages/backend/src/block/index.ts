export { runBlock, type BlockHost, type HostFacts, type HostImages } from "./run-block.ts";
