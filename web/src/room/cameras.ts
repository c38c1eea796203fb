/** Large enough to read a screen or a letter from; a telephone does it without getting hot. */
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 15, max: 24 } };

/** The cameras of this device, the one at its back first: it is aimed at another screen, or at a paper. */
export class Cameras {
  readonly #devices: Partial<MediaDevices> | undefined;

  /** `devices` is missing on an address that is not secure. */
  constructor(devices: Partial<MediaDevices> | undefined) {
    this.#devices = devices;
  }

  async rear(): Promise<MediaStream> {
    return await this.#open({ ...PICTURE, facingMode: { ideal: "environment" } });
  }

  /** The one after `current`, round and round. */
  async next(current: MediaStreamTrack): Promise<MediaStream> {
    const all = await this.#all();
    const { deviceId } = current.getSettings();
    const place = all.findIndex((one) => one.deviceId === deviceId);
    const next = all[(place + 1) % all.length];
    return await this.#open({ ...PICTURE, deviceId: { exact: next?.deviceId ?? "" } });
  }

  /** How many there are: browsers tell once one of them was allowed. */
  async count(): Promise<number> {
    return (await this.#all()).length;
  }

  async #all(): Promise<MediaDeviceInfo[]> {
    const devices = (await this.#devices?.enumerateDevices?.()) ?? [];
    return devices.filter((one) => one.kind === "videoinput");
  }

  async #open(video: MediaTrackConstraints): Promise<MediaStream> {
    const devices = this.#devices;
    if (devices?.getUserMedia === undefined) throw new DOMException("", "NotFoundError");
    return await devices.getUserMedia({ video, audio: false });
  }
}
