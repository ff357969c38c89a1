import { endOf, messageOf, type EndEvent } from "@vmoe-bench/contracts";

/** A part of the page's own code could not be loaded, which a fresh worker can try again. */
export const codeNotLoaded = "code-not-loaded";

export const notLoaded: EndEvent = {
  type: "failed",
  failure: {
    code: codeNotLoaded,
    message: "A part of the page could not be loaded.",
    remedy: "Load the page again; if that does not help, start the server again.",
  },
};

/** As Chromium and Firefox, and as Safari say it of an `import()`. */
const saidOfImport = /dynamically imported module|Importing a module script failed/;

/** How a block ends that threw this. */
export function endOfWorker(error: unknown): EndEvent {
  return saidOfImport.test(messageOf(error)) ? notLoaded : endOf(error);
}
