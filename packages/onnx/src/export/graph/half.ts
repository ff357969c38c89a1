const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** IEEE 754 binary16 of a number, rounded to the nearest, ties to even; too large becomes infinite. */
export function halfBits(value: number): number {
  float[0] = value;
  const bits = word[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const exponent = ((bits >>> 23) & 0xff) - 112;
  const mantissa = bits & 0x7fffff;
  if (exponent === 143) return sign | 0x7c00 | (mantissa === 0 ? 0 : 0x200);
  if (exponent >= 31) return sign | 0x7c00;
  if (exponent > 0) return sign | rounded((exponent << 23) | mantissa, 13);
  return exponent < -10 ? sign : sign | rounded(mantissa | 0x800000, 14 - exponent);
}

/** Without its last bits, to the nearest, ties to even. */
function rounded(bits: number, last: number): number {
  const kept = bits >>> last;
  const cut = bits & ((1 << last) - 1);
  const middle = 1 << (last - 1);
  const isUp = cut > middle || (cut === middle && kept % 2 === 1);
  return isUp ? kept + 1 : kept;
}
