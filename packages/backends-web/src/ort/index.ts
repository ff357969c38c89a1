export { ortWebBackend } from "./ort-web-backend.ts";
