import { setBackend } from "@tensorflow/tfjs";

/** tfjs in plain JavaScript, which every machine has. */
export async function useCpu(): Promise<void> {
  await setBackend("cpu");
}
