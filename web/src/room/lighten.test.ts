import { afterEach, describe, expect, it, vi } from "vitest";
import { lighten } from "./lighten";

const heavy = (type: string) => new Blob([new Uint8Array(2_000_000)], { type });
const drawn = vi.fn();

/** A browser that reads a photo of that size, and writes `bytes` of JPEG. */
function browser(width: number, height: number, bytes: number): void {
  vi.stubGlobal("createImageBitmap", async () => ({ width, height, close: () => {} }));
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockImplementation(function (this: HTMLCanvasElement) {
    const context: unknown = { fillRect: () => {}, drawImage: () => drawn(this.width, this.height) };
    return context as RenderingContext;
  } as HTMLCanvasElement["getContext"]);
  vi.spyOn(HTMLCanvasElement.prototype, "toBlob").mockImplementation((done, type = "") =>
    done(new Blob([new Uint8Array(bytes)], { type })),
  );
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("a heavy photo", () => {
  it("leaves no larger than the server keeps it", async () => {
    browser(8000, 4000, 500);
    const light = await lighten(heavy("image/heic"));
    expect([light.size, light.type]).toEqual([500, "image/jpeg"]);
    expect(drawn).toHaveBeenLastCalledWith(2560, 1280);
  });

  it("keeps its size when it is small already", async () => {
    browser(800, 600, 500);
    await lighten(heavy("image/png"));
    expect(drawn).toHaveBeenLastCalledWith(800, 600);
  });

  it("leaves as it is when it would not be lighter, or cannot be read", async () => {
    browser(800, 600, 3_000_000);
    const photo = heavy("image/jpeg");
    expect(await lighten(photo)).toBe(photo);
    vi.stubGlobal("createImageBitmap", () => Promise.reject(new DOMException("no")));
    expect(await lighten(photo)).toBe(photo);
  });
});

it("touches neither light photos nor documents", async () => {
  browser(8000, 4000, 5);
  const light = new Blob(["x"], { type: "image/jpeg" });
  const pdf = heavy("application/pdf");
  expect([await lighten(light), await lighten(pdf)]).toEqual([light, pdf]);
  expect(await lighten(pdf)).toBe(pdf);
});
