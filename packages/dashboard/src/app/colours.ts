/** Colours are CSS variables, so that a chart follows light and dark without being drawn again. */
export const colours = {
  sparse: "var(--sparse)",
  dense: "var(--dense)",
  faint: "var(--faint)",
} as const;

const series = Array.from({ length: 8 }, (_, i) => `var(--series-${i + 1})`);

/** The same colour for the same name within one chart. */
export function seriesColour(names: readonly string[], name: string): string {
  return series[names.indexOf(name) % series.length] ?? colours.faint;
}
