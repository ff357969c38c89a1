import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { untilVisible } from "./screen.ts";

class FakeDocument extends EventTarget {
  visibilityState = "hidden";

  show(): void {
    this.visibilityState = "visible";
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let page: FakeDocument;

beforeEach(() => {
  vi.useFakeTimers();
  page = new FakeDocument();
  vi.stubGlobal("document", page);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("says every half minute that it still waits, until the page is visible", async () => {
  const said = vi.fn<() => void>();
  const visible = untilVisible(new AbortController().signal, said);
  vi.advanceTimersByTime(95_000);
  expect(said).toHaveBeenCalledTimes(3);
  page.show();
  await visible;
  vi.advanceTimersByTime(60_000);
  expect(said).toHaveBeenCalledTimes(3);
});

it("also ends with its signal, and says nothing where the page is visible already", async () => {
  const said = vi.fn<() => void>();
  const abort = new AbortController();
  const aborted = untilVisible(abort.signal, said);
  abort.abort();
  await aborted;
  page.show();
  await untilVisible(new AbortController().signal, said);
  vi.advanceTimersByTime(60_000);
  expect(said).not.toHaveBeenCalled();
});
