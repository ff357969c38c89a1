import type { StepLosses } from "../model/training-step.ts";

/** Sums over the steps of one epoch. */
export class EpochMeter {
  #images = 0;
  #right = 0;
  #loss = 0;
  #classLoss = 0;
  #routerLoss: number | undefined;
  readonly #started = performance.now();

  add(images: number, { loss, classLoss, routerLoss, right }: StepLosses): void {
    this.#images += images;
    this.#right += right;
    this.#loss += loss * images;
    this.#classLoss += classLoss * images;
    if (routerLoss !== undefined) this.#routerLoss = (this.#routerLoss ?? 0) + routerLoss * images;
  }

  get means() {
    return {
      loss: this.#loss / this.#images,
      classLoss: this.#classLoss / this.#images,
      routerLoss: this.#routerLoss === undefined ? undefined : this.#routerLoss / this.#images,
      accuracy: this.#right / this.#images,
    };
  }

  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get imagesPerSecond(): number {
    return this.#images / this.seconds;
  }
}
