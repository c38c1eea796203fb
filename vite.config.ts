import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const ICON_LIST = here("web/src/assets/icons.txt");

/** The drawing of one Lucide icon as a `<symbol>`; throws when Lucide has no icon of that name. */
function iconSymbol(name: string): string {
  const file = here(`node_modules/lucide-static/icons/${name}.svg`);
  if (!existsSync(file)) {
    throw new Error(`web/src/assets/icons.txt names « ${name} », which Lucide does not have`);
  }
  const drawing = /<svg[^>]*>(.*)<\/svg>/s.exec(readFileSync(file, "utf8"))?.[1] ?? "";
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing.replace(/\s*\n\s*/g, "")}</symbol>`;
}

/** Emits `icons.svg`, the sprite of the icons listed in `icons.txt`, read by `<c-icon>`. */
function iconSprite(): Plugin {
  return {
    name: "epaule-icon-sprite",
    buildStart() {
      this.addWatchFile(ICON_LIST);
    },
    generateBundle() {
      const names = readFileSync(ICON_LIST, "utf8").split("\n");
      const symbols = names.filter((name) => name !== "" && !name.startsWith("#")).map(iconSymbol);
      // Without a hash of Vite's own: Django's static storage adds one when it collects the files.
      this.emitFile({
        type: "asset",
        fileName: "icons.svg",
        source: `<svg xmlns="http://www.w3.org/2000/svg"><!-- Lucide, ISC licence -->${symbols.join("")}</svg>\n`,
      });
    },
  };
}

export default defineConfig({
  root: here("."),
  // Relative addresses: the scripts and styles work under whatever STATIC_URL is.
  base: "./",
  publicDir: "web/src/assets/public",
  plugins: [iconSprite()],
  build: {
    outDir: "web/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    sourcemap: false,
    // The content security policy refuses fonts and scripts in data: addresses.
    assetsInlineLimit: 0,
    // Every browser of es2022 preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: [
        here("web/src/pages.ts"),
        here("web/src/room.ts"),
        here("web/src/check.ts"),
        here("web/src/replay.ts"),
        here("web/src/memo.ts"),
        here("web/src/map.ts"),
        here("web/src/sw.ts"),
      ],
      output: {
        // A service worker has one address for ever.
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["web/src/**/*.test.ts"],
    restoreMocks: true,
  },
});
