import { KnownError } from "@vmoe-bench/contracts";

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
