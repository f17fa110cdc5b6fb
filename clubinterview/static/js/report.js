// Shows comments as soon as they are written. Without scripts they are there when the page is loaded anew.
import { pause, seen } from "./waiting.js";

const SHORTEST = 3000;
const LONGEST = 30_000;
const SLOWER = 1.3; // with each look; a page that nobody sees does not look
const LOOKS = 25;

async function look(waiting) {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of waiting) {
    const written = page.getElementById(place.id);
    if (written && !written.hasAttribute("data-waits")) place.replaceWith(document.adoptNode(written));
  }
}

async function watch() {
  let wait = SHORTEST;
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const waiting = [...document.querySelectorAll("[data-waits]")];
    if (!waiting.length) return;
    await pause(wait);
    await seen();
    await look(waiting).catch(() => {}); // Offline: the next look may be luckier.
    wait = Math.min(wait * SLOWER, LONGEST);
  }
}

watch();
