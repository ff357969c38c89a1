import { drawGrid } from "./grid.ts";
import { plain } from "./text.ts";

/** Rows under a header, in columns as wide as their widest cell; cells that are numbers stand right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = header.map(
    (name) => ({ name, align: "mixed", verdict: false, most: Infinity }) as const,
  );
  const grid = { columns, sections: [{ head: null, rows }], rule: "─" };
  return drawGrid(grid, Infinity, plain).join("\n");
}
