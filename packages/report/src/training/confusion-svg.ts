import { escapedHtml } from "@vmoe-bench/contracts";

/** A confusion matrix with its classes in groups. */
export interface ConfusionPicture {
  readonly title: string;
  /** Names in label order. */
  readonly classes: readonly string[];
  /** [K][K]: rows true, columns predicted. */
  readonly counts: readonly (readonly number[])[];
  /** Class names of each super-class. */
  readonly groups: readonly (readonly string[])[];
}

/** In pixels. */
const cell = 9;
const margin = { left: 110, top: 130, right: 16, bottom: 16 };

/** The matrix as a drawing: group after group, each framed, darker where a class is taken for another. */
export function confusionSvg({ title, classes, counts, groups }: ConfusionPicture): string {
  const order = groups.flat().map((name) => classes.indexOf(name));
  const size = order.length * cell;
  const [width, height] = [margin.left + size + margin.right, margin.top + size + margin.bottom];
  const cells = order.flatMap((label, row) => {
    const all = counts[label]?.reduce((a, b) => a + b, 0) ?? 0;
    return order.flatMap((said, column) => {
      const share = all === 0 ? 0 : (counts[label]?.[said] ?? 0) / all;
      if (share === 0) return [];
      const what = `${classes[label] ?? ""} taken for ${classes[said] ?? ""}: ${(100 * share).toFixed(0)} %`;
      return [
        `<rect x="${column * cell}" y="${row * cell}" width="${cell}" height="${cell}" fill="${shade(share)}"><title>${escapedHtml(what)}</title></rect>`,
      ];
    });
  });
  const names = order.flatMap((label, place) => {
    const middle = place * cell + cell / 2;
    const text = escapedHtml(classes[label] ?? "");
    return [
      `<text x="-4" y="${middle}" text-anchor="end">${text}</text>`,
      `<text transform="translate(${middle} -4) rotate(-90)">${text}</text>`,
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif">
<title>${escapedHtml(title)}</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="16" y="24" font-size="16" fill="#111">${escapedHtml(title)}</text>
<text x="16" y="44" font-size="11" fill="#444">Rows: true class. Columns: predicted. A frame is a super-class.</text>
${legend(width)}
<g transform="translate(${margin.left} ${margin.top})" font-size="8" fill="#222" dominant-baseline="central">
<rect width="${size}" height="${size}" fill="#f7f9fb"/>
${cells.join("\n")}
${frames(groups.map((group) => group.length)).join("\n")}
${names.join("\n")}
</g>
</svg>
`;
}

function frames(sizes: readonly number[]): string[] {
  let start = 0;
  return sizes.map((count) => {
    const [at, side] = [start * cell, count * cell];
    start += count;
    return `<rect x="${at}" y="${at}" width="${side}" height="${side}" fill="none" stroke="#d9480f" stroke-width="1.2"/>`;
  });
}

function legend(width: number): string {
  const shares = [0.02, 0.1, 0.25, 0.5, 1];
  const step = 44;
  const start = width - margin.right - shares.length * step;
  const parts = shares.map(
    (share, i) =>
      `<rect x="${start + i * step}" y="34" width="12" height="12" fill="${shade(share)}"/><text x="${start + i * step + 15}" y="44" font-size="11" fill="#444">${100 * share} %</text>`,
  );
  return parts.join("\n");
}

/** From near white to dark blue by the root of the share, so that small confusions are seen. */
function shade(share: number): string {
  const t = Math.sqrt(share);
  const [from, to] = [
    [232, 240, 248],
    [8, 48, 107],
  ] as const;
  const channel = (i: 0 | 1 | 2) => Math.round(from[i] + t * (to[i] - from[i]));
  return `rgb(${channel(0)},${channel(1)},${channel(2)})`;
}
