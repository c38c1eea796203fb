import { beforeEach, expect, it } from "vitest";
import type { FileInfo } from "../../lib/protocol";
import type { Say } from "../texts";
import { openPage } from "./fakePage";
import { fileElement, sizeInWords } from "./fileLine";
import { part } from "./parts";

const photo: FileInfo = {
  id: "F1",
  name: "<i>été</i>.jpg",
  kind: "photo",
  size: 5,
  url: "/visite/1/fichiers/F1/",
  width: 640,
  height: 480,
};
const pdf: FileInfo = { id: "F2", name: "avis.pdf", kind: "pdf", size: 1_234_567, url: "/visite/1/fichiers/F2/" };

let say: Say;
const as = (role: string) => {
  part("root", HTMLElement).dataset.role = role;
};
const shown = (file: FileInfo) => fileElement(file, say);

beforeEach(() => {
  say = openPage();
  document.documentElement.lang = "fr";
  as("helped");
});

it("shows a photo small, with its name for those who do not see it, and its place kept", () => {
  const image = shown(photo).querySelector("img");
  expect(image?.alt).toBe("Photo «\u00a0<i>été</i>.jpg\u00a0»");
  expect([image?.loading, image?.width, image?.height]).toEqual(["lazy", 640, 480]);
  expect(image?.getAttribute("src")).toBe(photo.url);
});

it.each([
  ["helped", "Mettre en grand"],
  ["helper", "Montrer dessus"],
])("lets the %s person put the photo in the place of the screen", (role, words) => {
  as(role);
  const button = shown(photo).querySelector<HTMLElement>("[data-ep-room=photo-show]");
  expect([button?.textContent, button?.dataset.file]).toEqual([words, "F1"]);
});

it("lets newcomers look only", () => {
  as("relative");
  expect(shown(photo).querySelector("button")).toBeNull();
});

it("gives a document to download, with its size", () => {
  const link = shown(pdf);
  expect(link.textContent).toBe("avis.pdf (PDF, 1,2\u00a0Mo)");
  expect([link.getAttribute("href"), link.getAttribute("download")]).toEqual([pdf.url, "avis.pdf"]);
});

it.each([
  [10, "1\u00a0ko"],
  [340_499, "340\u00a0ko"],
  [999_999, "1\u202f000\u00a0ko"],
  [10_485_760, "10,5\u00a0Mo"],
])("says %i bytes as %s", (bytes, words) => {
  expect(sizeInWords(bytes, say)).toBe(words);
});
