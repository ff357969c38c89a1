/** What a page did that ends its connection: one sentence for it, and what to do. */
export class RefusedError extends Error {
  constructor(
    readonly reason: string,
    readonly remedy: string,
  ) {
    super(reason);
    this.name = "RefusedError";
  }
}

export const reload = "Reload the page; if it happens again, build the page and the server anew.";
