export { nullBackend } from "./null-backend.ts";
