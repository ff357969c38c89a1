/**
 * The format by the file's first bytes, so that nothing else (SVG, PDF, TIFF) comes to the decoder.
 */
export function formatOf(bytes: Uint8Array): "jpeg" | "png" | "webp" | "avif" | undefined {
  const text = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (text(0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (text(0, 4) === "RIFF" && text(8, 12) === "WEBP") return "webp";
  if (text(4, 8) === "ftyp" && /^(?:avif|avis|mif1|msf1)/.test(text(8, 12))) return "avif";
  return undefined;
}
