export { ortWebBackend, type InPage } from "./ort-web-backend.ts";
