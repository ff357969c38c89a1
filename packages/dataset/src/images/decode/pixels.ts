/** A decoded image: rows from the top, channel values of a pixel side by side. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 for grey, 3 for RGB. */
  readonly channels: 1 | 3;
  /** [H,W,C] */
  readonly data: Uint8Array;
}

/** CMYK [N,4] as RGB [N,3], by the plain formula that Pillow uses, without a colour profile. */
export function rgbOfCmyk(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let i = 0, o = 0; i < cmyk.length; i += 4) {
    const paper = 255 - (cmyk[i + 3] ?? 0);
    for (let c = 0; c < 3; c++) {
      const product = (cmyk[i + c] ?? 0) * paper + 128;
      rgb[o++] = paper - (((product >> 8) + product) >> 8);
    }
  }
  return rgb;
}

/** Grey by ITU-R 601 in the fixed point that Pillow's `convert("L")` has; copies for RGB. */
export function withChannels(pixels: Pixels, channels: 1 | 3): Pixels {
  const { width, height, data } = pixels;
  if (pixels.channels === channels) return pixels;
  const count = width * height;
  const changed = new Uint8Array(count * channels);
  if (channels === 3) for (let i = 0; i < count; i++) changed.fill(data[i] ?? 0, 3 * i, 3 * i + 3);
  else
    for (let i = 0; i < count; i++) {
      const [r, g, b] = [data[3 * i] ?? 0, data[3 * i + 1] ?? 0, data[3 * i + 2] ?? 0];
      changed[i] = (r * 19_595 + g * 38_470 + b * 7_471 + 0x8000) >> 16;
    }
  return { width, height, channels, data: changed };
}
