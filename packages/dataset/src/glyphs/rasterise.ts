/** A glyph's outline in its em square, y upwards: moves, lines and curves as fontkitten names them. */
export interface OutlineCommand {
  readonly command: string;
  readonly args: readonly number[];
}

/** Pixels of a cell's side. */
export const cell = 48;

/** A cell's side, in em: brush strokes reach beyond the em square. */
const cellInEm = 1.125;

/** The em square's middle above the baseline, in em: Chinese fonts reach from −0.12 to 0.88. */
const middleInEm = 0.38;

/** Straight pieces that a curve is cut into. */
const pieces = 8;

/**
 * How much of each pixel lies inside an outline, as bytes. Only sums, products and quotients of
 * doubles are used, which IEEE 754 fixes to the bit, so every machine gives the same bytes.
 * @returns [cell,cell], rows from the top
 */
export function rasterise(outline: readonly OutlineCommand[], unitsPerEm: number): Uint8Array {
  const area = new SignedArea();
  const scale = cell / (cellInEm * unitsPerEm);
  const x = (units: number) => cell / 2 + (units - unitsPerEm / 2) * scale;
  const y = (units: number) => cell / 2 - (units - unitsPerEm * middleInEm) * scale;
  let [startX, startY, atX, atY] = [0, 0, 0, 0];
  const lineTo = (toX: number, toY: number) => {
    area.line(atX, atY, toX, toY);
    [atX, atY] = [toX, toY];
  };
  for (const { command, args } of outline) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = args.map((value, i) =>
      i % 2 === 0 ? x(value) : y(value),
    );
    switch (command) {
      case "moveTo":
        [startX, startY, atX, atY] = [a, b, a, b];
        break;
      case "lineTo":
        lineTo(a, b);
        break;
      case "quadraticCurveTo": {
        const [fromX, fromY] = [atX, atY];
        for (let i = 1; i <= pieces; i += 1) {
          const t = i / pieces;
          const s = 1 - t;
          lineTo(
            s * s * fromX + 2 * s * t * a + t * t * c,
            s * s * fromY + 2 * s * t * b + t * t * d,
          );
        }
        break;
      }
      case "bezierCurveTo": {
        const [fromX, fromY] = [atX, atY];
        for (let i = 1; i <= pieces; i += 1) {
          const t = i / pieces;
          const s = 1 - t;
          const [p, q, r, u] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
          lineTo(p * fromX + q * a + r * c + u * e, p * fromY + q * b + r * d + u * f);
        }
        break;
      }
      case "closePath":
        lineTo(startX, startY);
        break;
      default:
        throw new RangeError(`An outline has no "${command}".`);
    }
  }
  return area.coverage();
}

/**
 * Each line adds, to the pixels of its rows, the signed area to its right, as a difference along the
 * row; a sum along the row gives how often a pixel is enclosed. Overlapping strokes count once.
 */
class SignedArea {
  readonly #differences = new Float64Array(cell * (cell + 2));

  line(x0: number, y0: number, x1: number, y1: number): void {
    if (y0 === y1) return;
    const [direction, topX, topY, endX, endY] =
      y0 < y1 ? [1, x0, y0, x1, y1] : [-1, x1, y1, x0, y0];
    const slope = (endX - topX) / (endY - topY);
    const last = Math.min(cell, Math.ceil(endY));
    for (let row = Math.max(0, Math.floor(topY)); row < last; row += 1) {
      const from = Math.max(topY, row);
      const to = Math.min(endY, row + 1);
      if (to <= from) continue;
      const left = topX + (from - topY) * slope;
      const right = topX + (to - topY) * slope;
      this.#piece(row, direction * (to - from), Math.min(left, right), Math.max(left, right));
    }
  }

  /** A line within one row, which falls by `height` between the columns `x0` and `x1`. */
  #piece(row: number, height: number, x0: number, x1: number): void {
    const [left, right] = [within(x0), within(x1)];
    const first = Math.floor(left);
    const last = Math.floor(right);
    if (first === last) {
      const part = first + 1 - (left + right) / 2;
      this.#add(row, first, height * part);
      this.#add(row, first + 1, height * (1 - part));
      return;
    }
    // Its height in each column, and of that the part to the right of the line.
    const perColumn = height / (right - left);
    for (let column = first; column <= last; column += 1) {
      const from = Math.max(left, column);
      const to = Math.min(right, column + 1);
      const own = perColumn * (to - from);
      const part = column + 1 - (from + to) / 2;
      this.#add(row, column, own * part);
      this.#add(row, column + 1, own * (1 - part));
    }
  }

  #add(row: number, column: number, value: number): void {
    const place = row * (cell + 2) + column;
    this.#differences[place] = (this.#differences[place] ?? 0) + value;
  }

  coverage(): Uint8Array {
    const bytes = new Uint8Array(cell * cell);
    for (let row = 0; row < cell; row += 1) {
      let enclosed = 0;
      for (let column = 0; column < cell; column += 1) {
        enclosed += this.#differences[row * (cell + 2) + column] ?? 0;
        bytes[row * cell + column] = Math.round(255 * Math.min(1, Math.abs(enclosed)));
      }
    }
    return bytes;
  }
}

/** Beyond the cell's sides a line counts as on them. */
function within(x: number): number {
  return Math.min(cell, Math.max(0, x));
}
