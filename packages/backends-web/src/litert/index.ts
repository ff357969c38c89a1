export { litertWebBackend } from "./litert-web-backend.ts";
