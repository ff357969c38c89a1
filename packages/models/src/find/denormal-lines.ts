/** What is to be said of weights that a CPU is slow with; none where there are none. */
export function denormalLines(name: string, found: number): string[] {
  if (found === 0) return [];
  const weights = found === 1 ? "1 weight is" : `${found.toLocaleString("en")} weights are`;
  return [
    `${name}: ${weights} denormal (nearer to 0 than 2^-126), with which a CPU can be many times slower; set them to 0`,
  ];
}
