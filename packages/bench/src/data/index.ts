export type { DataRequest } from "./image-sets.ts";
