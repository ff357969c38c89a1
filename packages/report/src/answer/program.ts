/** What measures a device: this program, or a page that somebody opens. */
export type Program = "vmoe-bench run" | "vmoe-bench join";

/** @param command that makes the run again */
export function programOf({ command }: { readonly command: string }): Program {
  return /^vmoe-bench join( |$)/.test(command) ? "vmoe-bench join" : "vmoe-bench run";
}
