export { ortNodeBackend } from "./ort-node-backend.ts";
