/** Bytes a value, of the number formats that are read. All become float32. */
export const dtypeBytes = { F64: 8, F32: 4, F16: 2, BF16: 2 } as const;
export type Dtype = keyof typeof dtypeBytes;

export function isDtype(name: string): name is Dtype {
  return Object.hasOwn(dtypeBytes, name);
}

/** Little-endian values as float32. */
export function valuesOf(bytes: Uint8Array, dtype: Dtype): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float32Array(bytes.length / dtypeBytes[dtype]);
  const read = readers[dtype](view);
  for (let i = 0; i < values.length; i += 1) values[i] = read(i);
  return values;
}

const readers: Record<Dtype, (view: DataView) => (index: number) => number> = {
  F64: (view) => (i) => view.getFloat64(8 * i, true),
  F32: (view) => (i) => view.getFloat32(4 * i, true),
  F16: (view) => (i) => fromHalf(view.getUint16(2 * i, true)),
  BF16: (view) => {
    const word = new DataView(new ArrayBuffer(4));
    return (i) => {
      word.setUint16(2, view.getUint16(2 * i, true), true);
      return word.getFloat32(0, true);
    };
  },
};

/** IEEE 754's binary16: a sign, 5 bits of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
