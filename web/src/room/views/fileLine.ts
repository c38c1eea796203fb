import type { FileInfo } from "../../lib/protocol";
import type { Say } from "../texts";
import { part, setText } from "./parts";

/** A photo or PDF in a line of the conversation. */
export function fileElement(file: FileInfo, say: Say): HTMLElement {
  return file.kind === "photo" ? photoElement(file, say) : documentElement(file, say);
}

function photoElement(file: FileInfo, say: Say): HTMLElement {
  const { width = 0, height = 0 } = file;
  const block = document.createElement("div");
  block.className = "room__photo";
  const link = linkTo(file);
  link.target = "_blank";
  const image = document.createElement("img");
  image.className = "room__thumbnail";
  image.loading = "lazy";
  image.decoding = "async";
  image.alt = say("photo_alt", { file: file.name });
  // The browser keeps its place before it comes.
  if (width > 0 && height > 0) Object.assign(image, { width, height });
  image.src = file.url;
  link.append(image);
  block.append(link);
  const { role } = part("root", HTMLElement).dataset;
  if (role === "helped" || role === "helper") block.append(showButton(file, say, role));
  return block;
}

function showButton(file: FileInfo, say: Say, role: "helped" | "helper"): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.dataset.epRoom = "photo-show";
  button.dataset.file = file.id;
  setText(button, say(role === "helped" ? "photo_enlarge" : "photo_point"));
  return button;
}

function documentElement(file: FileInfo, say: Say): HTMLElement {
  const link = linkTo(file);
  link.className = "room__document";
  link.download = file.name;
  setText(link, say("file_pdf", { file: file.name, size: sizeInWords(file.size, say) }));
  return link;
}

function linkTo(file: FileInfo): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = file.url;
  link.rel = "noopener";
  return link;
}

/** « 340 ko », « 1,2 Mo ». */
export function sizeInWords(bytes: number, say: Say): string {
  const [unit, key] =
    bytes < 1_000_000 ? ([1000, "file_kilobytes"] as const) : ([1_000_000, "file_megabytes"] as const);
  const count = new Intl.NumberFormat(document.documentElement.lang || "fr", {
    maximumFractionDigits: unit === 1000 ? 0 : 1,
  }).format(Math.max(1, bytes / unit));
  return say(key, { count });
}
