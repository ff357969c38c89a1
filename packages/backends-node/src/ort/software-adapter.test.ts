import { expect, it } from "vitest";
import { describeAdapter } from "./probe.ts";

const linux = { platform: "linux", env: {}, hasRenderDevice: true };

it.each([
  ["/usr/lib/chromium/vk_swiftshader_icd.json", "vk_swiftshader_icd.json"],
  ["/usr/share/vulkan/icd.d/lvp_icd.x86_64.json", "lvp_icd.x86_64.json"],
])("%s is software, even beside a device", (file, driver) => {
  const env = { VK_DRIVER_FILES: file };
  expect(describeAdapter({ ...linux, env })).toEqual({ driver, software: true });
});

it("is hardware with a device and its own driver", () => {
  const env = { VK_ICD_FILENAMES: "/etc/vulkan/icd.d/nvidia_icd.json" };
  expect(describeAdapter({ ...linux, env })).toEqual({
    driver: "nvidia_icd.json",
    software: false,
  });
  expect(describeAdapter(linux).software).toBe(false);
});

it("is software on a Linux without a device", () => {
  expect(describeAdapter({ ...linux, hasRenderDevice: false }).software).toBe(true);
});

it("has no device nodes to look for elsewhere", () => {
  const mac = { ...linux, platform: "darwin", hasRenderDevice: false };
  expect(describeAdapter(mac).software).toBe(false);
});
