export { type Upcycled, upcycleModel } from "./upcycle-model.ts";
