const extensions = /\.(?:jpe?g|jpe|jfif|pjpe?g|png|webp|avif)$/i;

/** Formats of pictures that are not read, by the extensions of their files. */
const unreadFormats: readonly (readonly [format: string, extensions: RegExp])[] = [
  ["TIFF", /\.tiff?$/i],
  ["BMP", /\.(?:bmp|dib)$/i],
  ["GIF", /\.gif$/i],
  ["HEIC", /\.hei[cf]$/i],
  ["JPEG XL", /\.jxl$/i],
  ["JPEG 2000", /\.(?:jp2|j2k|jpx)$/i],
  ["Netpbm", /\.p[bgpn]m$/i],
  ["ICO", /\.ico$/i],
  ["camera raw", /\.(?:dng|cr[23]|nef|arw|orf|rw2)$/i],
];

/** By its name. */
export function isImageName(name: string): boolean {
  return extensions.test(name);
}

/** "TIFF" for a picture in a format that is not read, by its name. */
export function unreadFormatOf(name: string): string | undefined {
  return unreadFormats.find(([, ends]) => ends.test(name))?.[0];
}

/** "3 TIFF and 1 BMP": of names that {@link unreadFormatOf} knows. */
export function unreadCounts(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const format = unreadFormatOf(name);
    if (format !== undefined) counts.set(format, (counts.get(format) ?? 0) + 1);
  }
  return [...counts].map(([format, count]) => `${count} ${format}`).join(" and ");
}

/** A name without the extension of an image. */
export function stemOf(name: string): string {
  return name.replace(extensions, "");
}

/** Order of names: by UTF-16 units, so that it is the same on every machine. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
