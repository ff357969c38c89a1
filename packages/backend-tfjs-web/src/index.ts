export { tfjsWebBackend, type InPage } from "./tfjs-web-backend.ts";
export type { TfjsWebName } from "./start-tfjs.ts";
