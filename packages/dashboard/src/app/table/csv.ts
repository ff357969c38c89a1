type Value = string | number | null;

/** A line of names, then a line a row, as RFC 4180 has it. */
export function csvText(names: readonly string[], rows: readonly (readonly Value[])[]): string {
  return [names, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** A text that a spreadsheet would take for a formula gets a quote mark before it. */
function field(value: Value): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const isSigned = /^[+−-]?[\d.]+( ?%)?$/.test(value);
  const text = !isSigned && /^[=+\-@\t\r\n＝＋－＠]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
