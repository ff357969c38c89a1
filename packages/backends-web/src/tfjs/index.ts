export { tfjsWebBackend } from "./tfjs-web-backend.ts";
