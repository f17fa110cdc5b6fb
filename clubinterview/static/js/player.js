// A recording made by a browser does not say how long it is. Going to its end once finds that out, so that one can jump.
const FAR = 1e7; // seconds

export function measure(audio) {
  audio.addEventListener(
    "loadedmetadata",
    () => {
      if (audio.duration !== Infinity) return;
      audio.addEventListener(
        "durationchange",
        () => {
          audio.currentTime = 0;
        },
        { once: true },
      );
      audio.currentTime = FAR;
    },
    { once: true },
  );
  if (audio.readyState > 0) audio.load();
}

document.querySelectorAll("audio[data-recording]").forEach(measure);
