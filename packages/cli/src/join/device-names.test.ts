import { deviceSchema, type PageProfile } from "@vmoe-bench/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pixelProfile } from "@vmoe-bench/bench/testing";
import { DeviceNames, ReturningDevice } from "@vmoe-bench/server";

const named = (changes: Partial<PageProfile>) =>
  new DeviceNames(undefined).nameDevice({ ...pixelProfile, ...changes }, "a");

const idOf = (name: string) => new DeviceNames(name).nameDevice(pixelProfile, "a").id;

describe("a device", () => {
  it("is called by its model and browser", () => {
    const { id, name } = named({});
    expect(name).toBe("Pixel 8, Chrome");
    expect(id).toMatch(/^pixel-8-chrome-[0-9a-f]{6}$/);
  });

  it("is called by what the browser tells", () => {
    const iphone =
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";
    expect(named({ model: null, platform: null, userAgent: iphone }).name).toBe("iPhone, Safari");
    const firefox = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
    expect(named({ model: null, userAgent: firefox }).name).toBe("Android, Firefox");
    expect(named({ userAgent: `${pixelProfile.userAgent} EdgA/141.0` }).name).toBe("Pixel 8, Edge");
    const edge = iphone.replace("Version/18.0", "Version/18.0 EdgiOS/141.0");
    expect(named({ model: null, platform: null, userAgent: edge }).name).toBe("iPhone, Edge");
    expect(named({ model: "", platform: null, userAgent: "" }).name).toBe(
      "Unknown device, unknown browser",
    );
  });

  it("has the same id when it is turned, charged or updated, and another one has another", () => {
    const { id } = named({});
    expect(
      named({
        screen: { width: 915, height: 412, pixelRatio: 2.625 },
        battery: { level: 1, charging: true },
        userAgent: pixelProfile.userAgent.replace("141", "142"),
      }).id,
    ).toBe(id);
    expect(named({ cores: 4 }).id).not.toBe(id);
  });

  it("that is alike is numbered while the first is here", () => {
    const names = new DeviceNames(undefined);
    const first = names.nameDevice(pixelProfile, "a");
    expect(names.nameDevice(pixelProfile, "b")).toEqual({
      id: `${first.id}-2`,
      name: "Pixel 8, Chrome (2)",
    });
    expect(names.nameDevice(pixelProfile, "a")).toEqual(first);
    names.release(first);
    expect(names.nameDevice(pixelProfile, "c")).toEqual(first);
  });

  it("has the chosen name", () => {
    const names = new DeviceNames("Kitchen tablet");
    expect(names.nameDevice(pixelProfile, "a")).toEqual({
      id: "kitchen-tablet",
      name: "Kitchen tablet",
    });
    expect(names.nameDevice(pixelProfile, "b").id).toBe("kitchen-tablet-2");
  });

  it("has an id of its own where its name has other letters than a to z", () => {
    expect(idOf("平板")).toMatch(/^device-[0-9a-f]{6}$/);
    expect(idOf("Kitchen 平板")).toMatch(/^kitchen-[0-9a-f]{6}$/);
    expect(idOf("Küche 2")).toBe("ku-che-2");
    const names = ["平板", "手机", "Kitchen 平板", "Kitchen 手机", "Kitchen", "📱", "Tab", "Tab+"];
    const long = ["1", "2"].map((end) => "a".repeat(60) + end);
    const ids = [...names, ...long].map(idOf);
    expect(new Set(ids).size).toBe(ids.length);
    expect(idOf("平板")).toBe(ids[0]);
  });

  it("is safe as a file name, whatever a browser says", () => {
    const text = fc.string({ unit: "binary", maxLength: 200 });
    fc.assert(
      fc.property(text, text, fc.boolean(), (model, userAgent, isChosen) => {
        const names = new DeviceNames(isChosen ? model : undefined);
        const { id, name } = names.nameDevice({ ...pixelProfile, model, userAgent }, "a");
        expect(deviceSchema.shape.id.safeParse(id).success).toBe(true);
        expect(id).not.toMatch(/\.$/);
        expect(name.length).toBeLessThanOrEqual(200);
        const said = isChosen ? "" : name;
        expect(said).not.toMatch(/\p{C}/u);
      }),
    );
  });
});

describe("a device that goes on with its run", () => {
  const device = { id: "kitchen", name: "Kitchen", notes: "", threads: 1, browser: pixelProfile };

  it("is known by what its browser says, whatever it was called", () => {
    const names = new ReturningDevice("RUN", device);
    const turned = { ...pixelProfile, screen: { width: 915, height: 412, pixelRatio: 2.625 } };
    expect(names.nameDevice(turned, "a")).toEqual({ id: "kitchen", name: "Kitchen" });
    expect(() => names.nameDevice(pixelProfile, "b")).toThrow("Kitchen is here already.");
    names.release();
    expect(names.nameDevice(pixelProfile, "b").id).toBe("kitchen");
  });

  it("is no other one, and no other browser", () => {
    const names = new ReturningDevice("RUN", device);
    const userAgent = `${pixelProfile.userAgent} EdgA/141.0`;
    for (const other of [{ cores: 4 }, { userAgent }])
      expect(() => names.nameDevice({ ...pixelProfile, ...other }, "a")).toThrow(
        "Run RUN is of another device: Kitchen.",
      );
  });
});
