const extensions = /\.(?:jpe?g|png|webp|avif)$/i;

/** By its name; "._x.jpg" is what macOS keeps beside x.jpg. */
export function isImageName(name: string): boolean {
  return extensions.test(name) && !name.startsWith(".");
}

/** Order of names: by UTF-16 units, so that it is the same on every machine. */
export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
