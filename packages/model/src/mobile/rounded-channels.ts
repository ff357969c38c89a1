/** The nearest multiple of 8, or the next where that is less than nine tenths: the papers' rule. */
export function roundedChannels(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}
