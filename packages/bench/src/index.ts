export { openBackend, pageBackendIds } from "./backends.ts";
export { processMemory } from "./worker/memory-gauge.ts";
