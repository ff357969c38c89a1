import { TimeoutError } from "puppeteer-core";
import { expect, test } from "vitest";
import { launchFault } from "./ends.ts";

/** As Puppeteer words it, with what Chromium wrote. */
const launchError = (code: string, stderr: string) =>
  new Error(
    `Failed to launch the browser process:  ${code}\n\nstderr:\n${stderr}\n\nTROUBLESHOOTING: https://pptr.dev/troubleshooting\n`,
  );

const asRoot =
  "[14185:14185:1130/073317:ERROR:content/browser/zygote_host/zygote_host_impl_linux.cc:103] Running as root without --no-sandbox is not supported. See https://crbug.com/638180.";
const noNamespaces =
  "[1:1:0101/000000:FATAL:content/browser/zygote_host/zygote_host_impl_linux.cc:128] No usable sandbox! If you are running on Ubuntu 23.10+ or another Linux distro that has disabled unprivileged user namespaces with AppArmor, see https://chromium.googlesource.com/chromium";

test.each([asRoot, noNamespaces])("a sandbox that can't be used: %s", (line) => {
  const noise = `${"[1:1] ERROR:dbus: Failed to connect\n".repeat(2_000)}${line}`;
  const end = launchFault("/usr/bin/chromium", launchError("Code: 1", noise));
  if (end.type !== "unsupported") throw new Error(`It is ${end.type}.`);
  const said = line.replace(/^\[.*?\] /, "");
  expect(end.reason).toContain(`can't be used here: ${said.slice(0, 300)}`);
  expect(end.reason.length).toBeLessThan(600);
  expect(end.remedy).toMatch(/sysctl kernel.*AppArmor.*--browser-arg=--no-sandbox/);
});

test("a library that is missing, and a program that is none", () => {
  const library =
    "chrome: error while loading shared libraries: libnss3.so: cannot open shared object file";
  expect(launchFault("/chrome", launchError("Code: 127", library))).toMatchObject({
    type: "unsupported",
    reason: `/chrome does not start: ${library}`,
  });
  expect(launchFault("/etc/passwd", launchError("spawn /etc/passwd EACCES", ""))).toMatchObject({
    type: "unsupported",
    reason:
      "/etc/passwd does not start: Failed to launch the browser process:  spawn /etc/passwd EACCES",
  });
});

test("what may pass is a failure, which is tried again", () => {
  const late = launchFault("/chrome", new TimeoutError("Timed out after 60000 ms"));
  expect(late).toMatchObject({ type: "failed", failure: { code: "no-browser" } });
  const full = launchFault("/chrome", launchError("spawn /chrome EAGAIN", ""));
  expect(full).toMatchObject({ type: "failed", failure: { code: "no-browser" } });
});
