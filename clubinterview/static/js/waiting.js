// Waiting for a time in ms, and until the page is seen.
export const pause = (time) =>
  new Promise((resolve) => {
    setTimeout(resolve, time);
  });

export const seen = () =>
  new Promise((resolve) => {
    if (!document.hidden) resolve();
    else
      document.addEventListener(
        "visibilitychange",
        () => {
          resolve(seen());
        },
        { once: true },
      );
  });
