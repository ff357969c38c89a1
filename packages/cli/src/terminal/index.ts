export { interruptedError, reportFailure } from "./failure.ts";
export { withInterrupt } from "./interrupt.ts";
export { collect, positiveInteger } from "./options.ts";
export { millions, printResult } from "./print.ts";
export { StatusLine, duration } from "./print.ts";
