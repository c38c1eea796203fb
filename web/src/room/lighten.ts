/** Pixels of the longest side the server keeps: more would only leave slower. */
const LONGEST_SIDE = 2560;
/** Bytes below which a photo leaves as it is. */
const LIGHT_BYTES = 1_500_000;

/** What leaves this computer of a file: a heavy photo is made lighter first, when the browser can read it. */
export async function lighten(file: Blob): Promise<Blob> {
  if (!file.type.startsWith("image/") || file.size < LIGHT_BYTES) return file;
  try {
    const photo = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(photo.width, photo.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(photo.width * scale);
    canvas.height = Math.round(photo.height * scale);
    const context = canvas.getContext("2d");
    if (context === null) return file;
    context.fillStyle = "white";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(photo, 0, 0, canvas.width, canvas.height);
    photo.close();
    const light = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.88));
    return light !== null && light.size < file.size ? light : file;
  } catch {
    // The server says what it thinks of it.
    return file;
  }
}
