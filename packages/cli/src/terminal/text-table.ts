/** Rows under a header, in columns as wide as their widest cell; cells that are numbers stand right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => align(cells[column] ?? "", width))
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "─".repeat(width))), ...rows.map(line)].join(
    "\n",
  );
}

function align(cell: string, width: number): string {
  return /^[\d.,]+( ?[kMG]?B?)?$/.test(cell) ? cell.padStart(width) : cell.padEnd(width);
}
