// Sends what this browser still holds of recordings whose questions were left before all of it had arrived.
import { openStore } from "./recording_store.js";
import { Ended, persist, Upload } from "./recording_upload.js";
import { Site } from "./site.js";

const texts = JSON.parse(document.querySelector("[data-recording-leftovers]").dataset.recordingLeftovers);

// A question that has its recorder in this page sends for itself.
const isElsewhere = ({ url }) =>
  ![...document.querySelectorAll("[data-recorder]")].some((part) => part.dataset.recorder === url);

function statusLine() {
  const line = document.createElement("p");
  line.className = "soft small";
  line.setAttribute("role", "status");
  document.querySelector("main").prepend(line);
  return line;
}

// Resolves to what the site says of a recording while it takes the rest, else to null; forgets what it takes no more.
// A question that it does not find may be that of somebody else who uses this browser, and is left.
async function wanting(site, store, key) {
  const { status, body } = await persist(() => site.progress());
  if (status !== 200) return null;
  if (body.key === key && !body.whole && body.takes_rest) return body;
  await store.forget(key);
  return null;
}

// Resolves to whether the recording is whole now by what was sent.
async function send({ key, url }, store, line) {
  const site = new Site(url, "");
  const recording = await wanting(site, store, key);
  if (recording === null) return false;
  line.textContent = texts.sending;
  const upload = new Upload({ site, store, recording });
  upload.last();
  try {
    await upload.run().catch((error) => {
      if (error.message !== "full") throw error;
    });
    await upload.complete();
    return true;
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    await wanting(site, store, key);
    return false;
  }
}

async function sendAll() {
  if (!navigator.locks) return; // A window that records could not be told from one that was left.
  const store = await openStore();
  const leftovers = (await store.recordings()).filter(isElsewhere);
  if (leftovers.length === 0) return;
  const line = statusLine();
  let saved = 0;
  for (const leftover of leftovers) {
    saved += await navigator.locks.request(
      `recorder ${leftover.url}`,
      { ifAvailable: true },
      async (lock) => lock !== null && (await send(leftover, store, line)),
    );
  }
  line.textContent = saved ? texts.saved : "";
}

sendAll();
