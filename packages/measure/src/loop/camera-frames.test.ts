import { expect, test } from "vitest";
import { FakeClock } from "../testing/fake-clock.ts";
import { cameraFrames, type CameraOptions } from "./camera-frames.ts";

/** A frame each 10 ms from 0 on; the n-th run, from 0, takes `msOf(n)`. */
function setUp(msOf: (n: number) => number, options: Partial<CameraOptions> = {}) {
  const clock = new FakeClock();
  const ran: number[] = [];
  const frames = cameraFrames({
    run: async (image) => {
      clock.advance(msOf(ran.length));
      ran.push(image);
    },
    images: 2,
    framesPerSecond: 100,
    queue: 1,
    minFrames: 6,
    minMs: 1,
    maxMs: 1_000,
    clock,
    waitUntil: async (ms) => clock.advance(Math.max(0, ms - clock.now())),
    ...options,
  });
  return { frames, ran };
}

test("a model that keeps up drops nothing, and its latency is its own", async () => {
  const { frames, ran } = setUp(() => 4);
  expect(await frames).toEqual({ samplesMs: [4, 4, 4, 4, 4, 4], due: 6, dropped: [] });
  expect(ran).toEqual([0, 1, 0, 1, 0, 1]);
});

test("a pause counts for every frame that waited for it, not for one alone", async () => {
  // The run of frame 0 takes 35 ms. Frames 1, 2, 3 came at 10, 20, 30 and waited 25, 15, 5 ms. A loop
  // that sends the next frame when the last is done would have seen 35 once, and then only 4.
  const { frames } = setUp((n) => (n === 0 ? 35 : 4), { queue: 10 });
  // Frame 4 comes at 40 and starts at 47, frame 5 comes at 50 and starts at 51.
  expect(await frames).toEqual({ samplesMs: [35, 29, 23, 17, 11, 5], due: 6, dropped: [] });
});

test("the oldest frame is dropped where more wait than the queue holds", async () => {
  const { frames } = setUp((n) => (n === 0 ? 35 : 4), { queue: 1 });
  // At 35 frames 1, 2, 3 wait; only 3 is kept and ends at 39.
  expect(await frames).toEqual({ samplesMs: [35, 9, 4, 4], due: 6, dropped: [1, 2] });
});

test("without a queue a frame that comes while the model is busy is dropped", async () => {
  const { frames, ran } = setUp(() => 15, { queue: 0 });
  expect(await frames).toEqual({ samplesMs: [15, 15, 15], due: 6, dropped: [1, 3, 5] });
  expect(ran).toEqual([0, 0, 0]);
});

test("a frame that is due the moment the model is free is not late", async () => {
  const { frames } = setUp(() => 10, { queue: 0 });
  expect(await frames).toMatchObject({ samplesMs: [10, 10, 10, 10, 10, 10], dropped: [] });
});

test("a model that never keeps up is measured with a full queue", async () => {
  const { frames } = setUp(() => 20, { queue: 1 });
  // Frame 0 ends at 20 and frame 2 is due then; 1 waited from 10 and ends at 40; and so on.
  expect(await frames).toEqual({ samplesMs: [20, 30, 30, 30], due: 6, dropped: [2, 4] });
});

test("frames come for the least time, to the end of a round of images, and no longer than the most", async () => {
  expect(await setUp(() => 1, { minMs: 105 }).frames).toMatchObject({ due: 12 });
  expect(await setUp(() => 1, { minMs: 500, maxMs: 30 }).frames).toMatchObject({ due: 3 });
});

test("a clock that goes back is refused", async () => {
  await expect(setUp((n) => (n === 2 ? -9 : 4)).frames).rejects.toThrow(
    expect.objectContaining({ code: "clock" }),
  );
});

test("an abort ends the frames", async () => {
  const controller = new AbortController();
  const { frames } = setUp(
    (n) => {
      if (n === 3) controller.abort();
      return 4;
    },
    { signal: controller.signal },
  );
  await expect(frames).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
});
