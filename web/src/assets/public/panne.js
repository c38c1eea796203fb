// What was sent did not arrive: keep what was typed (see web/src/pages/remember.ts).
try {
  sessionStorage.removeItem("ep:sent");
} catch {
  // Storage is refused in this browser: there is nothing to keep.
}
