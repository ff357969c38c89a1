import { expect, it } from "vitest";
import { browserName } from "./profile.ts";

it.each([
  [
    "Chrome 156.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
  ],
  [
    "Edge 141.0.1.2",
    "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36 Edg/141.0.1.2",
  ],
  ["Firefox 153.0", "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"],
  [
    "Safari 18.3",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Mobile/15E148 Safari/604.1",
  ],
  [
    "Samsung Internet 27.0",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
  ],
  ["Lynx", "Lynx"],
])("%s", (name, userAgent) => {
  expect(browserName(userAgent)).toBe(name);
});
