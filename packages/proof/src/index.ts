export { proveExecution, type Subject } from "./prove-execution.ts";
