import { EventEmitter, once } from "node:events";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  bestExpert,
  gatherRows,
  groupByExpert,
  requireExpertCap,
  RouterOutputError,
} from "./choice.ts";
import { HeldExperts } from "./held-experts.ts";

describe("bestExpert", () => {
  it("takes the largest logit, the lower index of two, and its probability", () => {
    const logits = Float32Array.of(0, Math.log(3), 0, 1, 1, 0);
    const { experts, gates } = bestExpert(logits, 2, "softmax");
    expect([...experts]).toEqual([1, 0]);
    expect(gates[0]).toBeCloseTo(3 / 5);
    expect(gates[1]).toBeCloseTo(Math.E / (2 * Math.E + 1));
  });

  it("has a gate of 1 where the chosen are normalised", () => {
    expect([...bestExpert(Float32Array.of(1, 2), 1, "normalized").gates]).toEqual([1]);
  });

  it.each([Number.NaN, Infinity])("refuses %s, and says for which image", (bad) => {
    const attempt = () => bestExpert(Float32Array.of(0, 1, bad, 2), 2, "softmax");
    expect(attempt).toThrow(RouterOutputError);
    expect(attempt).toThrow("for image 1 of the batch");
  });
});

describe("groups", () => {
  it("hold each image once, in order, and their rows lie where the images were", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 20 }), (choices) => {
        const data = Float32Array.from({ length: choices.length * 2 }, (_, i) => i);
        const groups = groupByExpert(Int32Array.from(choices));
        const back = new Map<number, number[]>();
        for (const { expert, images } of groups) {
          const rows = gatherRows(data, 2, images);
          images.forEach((image, i) => {
            expect(choices[image]).toBe(expert);
            back.set(image, [...rows.subarray(i * 2, i * 2 + 2)]);
          });
        }
        expect(back.size).toBe(choices.length);
        for (const [image, row] of back) expect(row).toEqual([image * 2, image * 2 + 1]);
      }),
    );
  });

  it("that lie together are not copied", () => {
    const data = Float32Array.of(0, 1, 2, 3);
    expect(gatherRows(data, 1, [1, 2]).buffer).toBe(data.buffer);
    expect(gatherRows(data, 1, [0, 2]).buffer).not.toBe(data.buffer);
  });
});

function counted(cap: number | null, failures: number[] = []) {
  const events: string[] = [];
  const held = new HeldExperts<number>({
    cap,
    async load(expert) {
      events.push(`load ${expert}`);
      await Promise.resolve();
      const failure = failures.indexOf(expert);
      if (failure < 0) return expert;
      failures.splice(failure, 1);
      throw new Error(`no ${expert}`);
    },
    async release(expert) {
      events.push(`release ${expert}`);
    },
  });
  return { events, held };
}

const asIs = async (expert: number) => expert;

describe("HeldExperts", () => {
  it("loads at the first use, once", async () => {
    const { events, held } = counted(null);
    expect(events).toEqual([]);
    expect(await Promise.all([held.use(3, asIs), held.use(3, asIs)])).toEqual([3, 3]);
    expect(await held.use(3, asIs)).toBe(3);
    expect(events).toEqual(["load 3"]);
  });

  it("releases what was not used for longest before it loads another", async () => {
    const { events, held } = counted(2);
    for (const expert of [0, 1, 0, 2]) await held.use(expert, asIs);
    expect(events).toEqual(["load 0", "load 1", "release 1", "load 2"]);
    expect(held.experts).toEqual([0, 2]);
  });

  it("never releases what is in use", async () => {
    const { events, held } = counted(1);
    const done = new EventEmitter();
    const first = held.use(0, async () => {
      await once(done, "done");
      events.push("done 0");
    });
    const second = held.use(1, asIs);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(events).toEqual(["load 0"]);
    done.emit("done");
    await Promise.all([first, second]);
    expect(events).toEqual(["load 0", "done 0", "release 0", "load 1"]);
  });

  it("forgets a load that failed, and tries again", async () => {
    const { events, held } = counted(1, [0]);
    await expect(held.use(0, asIs)).rejects.toThrow("no 0");
    expect(held.experts).toEqual([]);
    expect(await held.use(0, asIs)).toBe(0);
    expect(events).toEqual(["load 0", "load 0"]);
  });

  it("releases all at the end", async () => {
    const { events, held } = counted(null);
    await held.use(0, asIs);
    await held.use(1, asIs);
    await held.close();
    expect(events.slice(2)).toEqual(["release 0", "release 1"]);
  });
});

describe("requireExpertCap", () => {
  it.each([
    [0, 1],
    [1, 2],
  ])("refuses %i held for %i needed", (cap, k) => {
    expect(() => requireExpertCap(cap, k)).toThrow(expect.objectContaining({ code: "expert-cap" }));
  });

  it("takes enough, and no limit", () => {
    expect(() => requireExpertCap(2, 2)).not.toThrow();
    expect(() => requireExpertCap(null, 4)).not.toThrow();
  });
});
