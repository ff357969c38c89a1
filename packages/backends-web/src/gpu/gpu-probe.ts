import { UnsupportedError, type GpuProbe } from "@vmoe-bench/contracts";
import { findAdapter, noAdapter } from "./adapter.ts";

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
