/** One thing that the harness needs or that changes its numbers, and how it is here. */
export interface Finding {
  readonly name: string;
  readonly status: "ok" | "missing" | "warning";
  readonly detail: string;
  readonly remedy?: string;
}
