/** A page's WebGPU adapter as it describes itself, as data. */
export interface DescribedAdapter {
  readonly description: string;
  readonly isFallback: boolean;
}

/**
 * The adapter of the page that this runs in; null where it has none. It refers to nothing outside
 * itself, so that a driver can run it in a page.
 */
export async function describedAdapter(): Promise<DescribedAdapter | null> {
  // Older browsers lack it, and lib.dom says that it is there.
  const gpu: GPU | undefined = navigator.gpu;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (adapter === undefined || adapter === null) return null;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const parts = [vendor, architecture, device, description].filter((part) => part !== "");
  return {
    description: parts.join(" ") || "an adapter that says nothing of itself",
    isFallback: isFallbackAdapter,
  };
}
