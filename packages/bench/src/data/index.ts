export type { DataRequest } from "./suite-data.ts";
