import { deviceSchema, type PageProfile } from "@vmoe-bench/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DeviceNames } from "./device-names.ts";

const profile: PageProfile = {
  userAgent:
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/141.0.0.0 Mobile Safari/537.36",
  platform: "Android",
  model: "Pixel 8",
  mobile: true,
  cores: 8,
  memoryGb: 8,
  screen: { width: 412, height: 915, pixelRatio: 2.625 },
  battery: null,
  webgpu: null,
  wasm: { simd: true, threads: true },
  crossOriginIsolated: true,
  clockResolutionMs: 0.005,
};

const nameOf = (changes: Partial<PageProfile>) =>
  new DeviceNames(undefined).nameDevice({ ...profile, ...changes }, "a").name;

describe("a device's name", () => {
  it("is its model and browser, with a mark of its session", () => {
    expect(new DeviceNames(undefined).nameDevice(profile, "a")).toEqual({
      id: "pixel-8-chrome-141-ca9781",
      name: "Pixel 8, Chrome 141",
    });
  });

  it("is as good as the browser tells", () => {
    const iphone =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
    expect(nameOf({ model: null, platform: null, userAgent: iphone })).toBe("iPhone, Safari 18");
    const firefox = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
    expect(nameOf({ model: null, userAgent: firefox })).toBe("Android, Firefox 140");
    expect(nameOf({ userAgent: `${profile.userAgent} EdgA/141.0` })).toBe("Pixel 8, Edge 141");
    expect(nameOf({ model: "", platform: null, userAgent: "" })).toBe(
      "Unknown device, unknown browser",
    );
  });

  it("stays for a session, and differs between two", () => {
    const names = new DeviceNames(undefined);
    const first = names.nameDevice(profile, "a");
    expect(names.nameDevice(profile, "b").id).not.toBe(first.id);
    expect(names.nameDevice(profile, "a")).toEqual(first);
  });

  it("is the chosen one, and numbered for the next", () => {
    const names = new DeviceNames("Kitchen tablet");
    expect(names.nameDevice(profile, "a")).toEqual({
      id: "kitchen-tablet",
      name: "Kitchen tablet",
    });
    expect(names.nameDevice(profile, "b")).toEqual({
      id: "kitchen-tablet-2",
      name: "Kitchen tablet (2)",
    });
    expect(names.nameDevice(profile, "a").id).toBe("kitchen-tablet");
  });

  it("is safe as a file name, whatever a browser says", () => {
    const text = fc.string({ unit: "binary", maxLength: 200 });
    fc.assert(
      fc.property(text, text, fc.boolean(), (model, userAgent, isChosen) => {
        const names = new DeviceNames(isChosen ? model : undefined);
        const { id, name } = names.nameDevice({ ...profile, model, userAgent }, "a");
        expect(deviceSchema.shape.id.safeParse(id).success).toBe(true);
        expect(id).not.toMatch(/\.$/);
        expect(name.length).toBeLessThanOrEqual(200);
      }),
    );
  });
});
