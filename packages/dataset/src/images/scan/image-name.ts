const extensions = /\.(?:jpe?g|png|webp|avif)$/i;

/** By its name. */
export function isImageName(name: string): boolean {
  return extensions.test(name);
}

/** A name without the extension of an image. */
export function stemOf(name: string): string {
  return name.replace(extensions, "");
}

/** Order of names: by UTF-16 units, so that it is the same on every machine. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
