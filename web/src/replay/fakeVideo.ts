/** A film whose time moves when the test says so: happy-dom plays nothing. */
export function fakeVideo(seconds = 60): HTMLVideoElement {
  const video = document.createElement("video");
  let now = 0;
  let paused = true;
  let rate = 1;
  let volume = 1;
  const tell = (name: string) => video.dispatchEvent(new Event(name));
  const own = (name: string, property: PropertyDescriptor) =>
    Object.defineProperty(video, name, { configurable: true, ...property });
  own("duration", { value: seconds });
  own("paused", { get: () => paused });
  own("volume", {
    get: () => volume,
    set: (value: number) => {
      volume = value;
    },
  });
  own("currentTime", {
    get: () => now,
    set: (value: number) => {
      now = value;
      for (const name of ["seeking", "timeupdate", "seeked"]) tell(name);
    },
  });
  own("playbackRate", {
    get: () => rate,
    set: (value: number) => {
      rate = value;
      tell("ratechange");
    },
  });
  video.play = async () => {
    paused = false;
    tell("play");
  };
  video.pause = () => {
    paused = true;
  };
  return video;
}
