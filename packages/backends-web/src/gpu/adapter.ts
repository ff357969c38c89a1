import {
  type GpuProbe,
  KnownError,
  type Unavailable,
  UnsupportedError,
} from "@vmoe-bench/contracts";

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

/** What a backend's probe says in a browser without WebGPU. */
export const noAdapter: Unavailable = {
  available: false,
  reason: "This browser gives no WebGPU adapter.",
  remedy:
    "Use a browser with WebGPU switched on, on a machine with a GPU; or a WebAssembly backend.",
};

/** The GPU went away while a model was on it. */
function deviceLostError(message: string): KnownError {
  return new KnownError(
    "device-lost",
    `The WebGPU device was lost${message === "" ? "" : `: ${message}`}.`,
    "Run it again; if it is lost again, use a smaller model, or another backend.",
    { exitCode: 1 },
  );
}

/** Told once. A run that waits for the device may never end. */
export type OnDeviceLost = (error: KnownError) => void;

/** Watches a device, but for one that is destroyed when its model is closed. */
export function whenLost(device: GPUDevice, tell: OnDeviceLost): void {
  void watch(device, tell);
}

async function watch(device: GPUDevice, tell: OnDeviceLost): Promise<void> {
  const { reason, message } = await device.lost;
  if (reason !== "destroyed") tell(deviceLostError(message));
}

/** WebGPU's GPUBufferUsage and GPUMapMode.READ (W3C WebGPU, 5.1 and 5.2), which lib.dom lacks as values. */
const usage = { mapRead: 0x1, copySrc: 0x4, copyDst: 0x8, storage: 0x80 };
const mapToRead = 0x1;

const invocations = 4_096;
const outputBytes = 4 * invocations;

/** 4,096 x 256 dependent multiply-adds: under a millisecond on a phone's GPU, milliseconds emulated. */
const shader = /* wgsl */ `
@group(0) @binding(0) var<storage, read_write> output: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  var x = f32(id.x);
  for (var i = 0u; i < 256u; i++) { x = fma(x, 0.999, 0.001); }
  output[id.x] = x;
}`;

/**
 * A fixed piece of work on the default adapter, on a device of its own (rule 9).
 * @throws UnsupportedError without an adapter
 */
export async function openGpuProbe(): Promise<GpuProbe> {
  const adapter = await findAdapter();
  if (adapter === undefined) throw new UnsupportedError(noAdapter.reason, noAdapter.remedy);
  const device = await adapter.adapter.requestDevice();
  const module = device.createShaderModule({ code: shader });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const output = device.createBuffer({ size: outputBytes, usage: usage.storage | usage.copySrc });
  const result = device.createBuffer({ size: outputBytes, usage: usage.copyDst | usage.mapRead });
  const group = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer: output } }],
  });
  return {
    async run() {
      const commands = device.createCommandEncoder();
      const pass = commands.beginComputePass();
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(invocations / 64);
      pass.end();
      commands.copyBufferToBuffer(output, 0, result, 0, outputBytes);
      device.queue.submit([commands.finish()]);
      await result.mapAsync(mapToRead);
      result.unmap();
    },
    async close() {
      device.destroy();
    },
  };
}
