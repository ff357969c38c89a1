export { tfjsWebBackend } from "./tfjs-web-backend.ts";
export type { InPage, TfjsWebName } from "./start-tfjs.ts";
