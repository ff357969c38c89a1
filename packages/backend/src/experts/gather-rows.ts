/**
 * The images at these positions, side by side. Images that lie together already are not copied: the
 * result is a view of `data`.
 * @param data [B,size]
 * @param images positions in the batch, ascending
 * @returns [images,size]
 */
export function gatherRows(
  data: Float32Array,
  size: number,
  images: readonly number[],
): Float32Array {
  const [first = 0] = images;
  const last = images.at(-1) ?? first;
  if (last - first === images.length - 1) return data.subarray(first * size, (last + 1) * size);
  const gathered = new Float32Array(images.length * size);
  images.forEach((image, i) => {
    gathered.set(data.subarray(image * size, (image + 1) * size), i * size);
  });
  return gathered;
}
