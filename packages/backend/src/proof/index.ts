export { proveExecution } from "./prove-execution.ts";
