export type { DataRequest } from "./data-request.ts";
