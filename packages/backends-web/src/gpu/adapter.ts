/** A page's WebGPU adapter, as it describes itself. */
export interface Adapter {
  readonly adapter: GPUAdapter;
  readonly description: string;
  /** It emulates a GPU. */
  readonly software: boolean;
}

const emulations = /swiftshader|llvmpipe|lavapipe|basic render|\bwarp\b/i;

/** Whether an adapter names an emulation of a GPU. */
export function isSoftwareAdapter(description: string): boolean {
  return emulations.test(description);
}

/** The browser's default adapter; undefined without WebGPU, or where no adapter is given. */
export async function findAdapter(): Promise<Adapter | undefined> {
  // Older browsers lack it, and lib.dom says that it is there.
  const gpu: GPU | undefined = navigator.gpu;
  const adapter = await gpu?.requestAdapter().catch(() => null);
  if (adapter === undefined || adapter === null) return undefined;
  const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
  const said = [vendor, architecture, device, description].filter((part) => part !== "").join(" ");
  return {
    adapter,
    description: said === "" ? "an adapter that says nothing of itself" : said,
    software: isFallbackAdapter || isSoftwareAdapter(said),
  };
}
