// Records an answer: every few seconds what was heard goes into this browser's database, and from there to the site.
import { measure } from "./player.js";
import { openStore } from "./recording_store.js";
import { Ended, persist, Upload } from "./recording_upload.js";
import { Site } from "./site.js";

const SLICE_MS = 5_000;
const LEAST_BYTES = 1_000; // Some browsers begin with a blob of one byte.
const MOST_BYTES = 900_000;
const BITS_PER_SECOND = 48_000;
const LONGEST_WAIT_OF_FORMS = 20_000;
const TYPES = ["audio/webm;codecs=opus", "audio/webm", "audio/mp4", "audio/ogg;codecs=opus", "audio/ogg"];

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, "0")}`;

// Turns what the microphone hears into sounds of a few seconds.
class Voice {
  #recorder;
  #stream;
  #keep;
  #startedAt = 0;
  #blobs = [];
  #work = Promise.resolve();
  #order = 0;

  // keep: takes { order, content, seconds }, orders from 1, one after another.
  constructor(stream, mediaType, keep) {
    this.#stream = stream;
    this.#keep = keep;
    this.#recorder = new MediaRecorder(stream, { mimeType: mediaType, audioBitsPerSecond: BITS_PER_SECOND });
    this.#recorder.addEventListener("dataavailable", ({ data }) => this.#heard(data, false));
    this.ended = new Promise((resolve) => {
      this.#recorder.addEventListener("stop", () => {
        this.#heard(new Blob(), true);
        for (const track of stream.getTracks()) track.stop();
        resolve(this.#work);
      });
    });
  }

  get seconds() {
    return this.#startedAt ? (performance.now() - this.#startedAt) / 1000 : 0;
  }

  start() {
    this.#recorder.start(SLICE_MS);
    this.#startedAt = performance.now();
  }

  stop() {
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
  }

  #heard(blob, isLast) {
    if (blob.size) this.#blobs.push(blob);
    const all = new Blob(this.#blobs);
    if (all.size === 0 || (all.size < LEAST_BYTES && !isLast)) return;
    this.#blobs = [];
    const { seconds } = this;
    const keeping = this.#work.then(async () => {
      for (let from = 0; from < all.size; from += MOST_BYTES) {
        this.#order += 1;
        await this.#keep({
          order: this.#order,
          content: await all.slice(from, from + MOST_BYTES).arrayBuffer(),
          seconds,
        });
      }
    });
    this.#work = keeping;
    keeping.catch(() => this.stop());
  }

  // Calls `show` with the loudness, 0 to 1, for as long as the microphone is open.
  watchLevel(show) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(this.#stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      show(
        Math.min(
          1,
          3 * Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length),
        ),
      );
    }, 100);
    const close = () => {
      clearInterval(timer);
      context.close();
    };
    this.ended.then(close, close);
  }
}

class Recorder {
  #part;
  #texts;
  #site;
  #store;
  #voice = null;
  #busy = null; // Resolves when what is being recorded and sent has arrived, or will not.
  #key = ""; // Of the recording that was there last.
  #held = new WeakSet();

  constructor(part, store) {
    this.#part = part;
    this.#texts = JSON.parse(part.dataset.texts);
    this.#site = new Site(part.dataset.recorder, document.querySelector("[name=csrf_token]")?.value ?? "");
    this.#store = store;
    this.#element("record").addEventListener("click", () => this.#begin(false));
    this.#element("anew").addEventListener("click", () => {
      if (confirm(this.#texts.anew)) this.#begin(true);
    });
    this.#element("keep").addEventListener("click", () => this.#settle(this.#keep()));
    this.#element("stop").addEventListener("click", () => this.#voice?.stop());
    addEventListener("beforeunload", (event) => {
      if (this.#busy) event.preventDefault();
    });
    document.addEventListener("submit", (event) => this.#holdForm(event), { capture: true });
  }

  #element(name) {
    return this.#part.querySelector(`[data-recorder-part="${name}"]`);
  }

  #say(name) {
    this.#element("status").textContent = this.#texts[name] ?? "";
  }

  #offer(...names) {
    for (const name of ["record", "stop", "keep", "anew", "clock", "level"])
      this.#element(name).hidden = !names.includes(name);
    this.#element("controls").hidden = names.length === 0;
  }

  // Finds what there is of this answer's recording, sends what is still here, and offers what is possible.
  async open() {
    if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder || !window.crypto?.subtle)
      return this.#say("unable");
    const { status, body } = await this.#progress();
    if (status !== 200) return this.#say("closed");
    this.#say("");
    if (body.whole) return this.#whole(body.address, body.is_open);
    const sounds = body.key ? await this.#store.all(body.key) : [];
    if (!body.is_open && !(body.takes_rest && sounds.length)) return this.#say("closed");
    this.#key = body.key ?? "";
    if (sounds.length) return this.#settle(this.#sendRest(body));
    if (body.next > 1) return this.#left("left");
    return this.#ready();
  }

  #ready(name = "ready") {
    this.#say(name);
    this.#offer("record");
  }

  #left(name) {
    this.#say(name);
    this.#offer("keep", "anew");
  }

  // Makes do with what has arrived.
  async #keep() {
    this.#offer();
    const { status, body } = await this.#progress();
    if (status !== 200 || !body.address) return this.#say("gone");
    return this.#finish(this.#upload(body), body, false);
  }

  #progress() {
    return persist(
      () => this.#site.progress(),
      (name) => this.#say(name),
    );
  }

  #whole(address, isOpen = true) {
    this.#say("whole");
    this.#offer(...(isOpen ? ["anew"] : []));
    this.#element("saved").hidden = true;
    const place = this.#element("player");
    if (place.querySelector("audio")) return;
    place.replaceChildren(this.#element("player-template").content.cloneNode(true));
    const audio = place.querySelector("audio");
    measure(audio);
    audio.src = `${address}/audio`;
    place.querySelector("form").action = `${address}/deletion`;
  }

  #upload(recording) {
    return new Upload({
      site: this.#site,
      store: this.#store,
      recording,
      say: (name) => this.#say(name || (this.#voice ? "recording" : "finishing")),
      saved: (seconds) => {
        this.#element("saved").hidden = false;
        this.#element("saved").textContent = this.#texts.saved.replace("{time}", clock(seconds));
      },
      closed: () => this.#voice?.stop(),
    });
  }

  // Asks the site for a recording.  anew: instead of the one that is there.
  #ask(mediaType, anew) {
    const url = `${this.#part.dataset.recorder}${anew ? "?anew=1" : ""}`;
    return this.#site.post(url, JSON.stringify({ media_type: mediaType }), {
      "Content-Type": "application/json",
    });
  }

  async #begin(anew) {
    const mediaType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    if (!mediaType) return this.#say("unable");
    this.#offer();
    this.#say("asking");
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      this.#say(error.name === "NotFoundError" ? "none" : "refused");
      return this.#offer(anew ? "anew" : "record");
    }
    const { status, body } = await persist(
      () => this.#ask(mediaType, anew),
      (name) => this.#say(name),
    );
    if (status !== 200 || body.whole || body.next > 1) {
      for (const track of stream.getTracks()) track.stop();
      return status === 200 ? this.open() : this.#say("closed");
    }
    if (this.#key && this.#key !== body.key) await this.#store.forget(this.#key);
    this.#key = body.key;
    this.#element("player").replaceChildren();
    return this.#settle(this.#record(stream, mediaType, body));
  }

  async #record(stream, mediaType, recording) {
    const upload = this.#upload(recording);
    const url = this.#part.dataset.recorder;
    const voice = new Voice(stream, mediaType, async (sound) => {
      await this.#store.put({ ...sound, key: recording.key, url, number: 0, keptAt: Date.now() });
      upload.more();
    });
    this.#voice = voice;
    voice.start();
    voice.watchLevel((level) => {
      this.#element("level").value = level;
    });
    this.#say("recording");
    this.#offer("stop", "clock", "level");
    this.#element("stop").focus();
    const most = Number(this.#part.dataset.seconds);
    const timer = setInterval(() => {
      this.#element("clock").textContent = clock(voice.seconds);
      if (voice.seconds >= most) voice.stop();
    }, 250);
    const sending = upload.run();
    sending.catch(() => voice.stop());
    await voice.ended.catch(() => {}); // A full disk ends the recording; what is kept so far is sent.
    clearInterval(timer);
    this.#voice = null;
    this.#offer();
    this.#say("finishing");
    upload.last();
    await this.#finish(upload, recording, true, sending);
  }

  async #sendRest(recording) {
    this.#offer();
    this.#say("finishing");
    const upload = this.#upload(recording);
    upload.last();
    await this.#finish(upload, recording, true, upload.run());
  }

  // Waits until everything is sent, then makes one file of it.
  async #finish(upload, recording, hash, sending = Promise.resolve()) {
    this.#offer();
    let isFull = false;
    try {
      await sending.catch((error) => {
        isFull = error instanceof Ended && error.message === "full";
        if (!isFull) throw error;
      });
      await upload.complete(hash);
      this.#whole(recording.address, upload.isOpen);
      if (isFull) this.#say("full");
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      if (error.message === "ready" || error.message === "gone") return this.#ready(error.message);
      if (error.message === "garbled") return this.#left("garbled");
      this.#say(error.message);
    }
  }

  async #settle(work) {
    this.#busy = work;
    try {
      await work;
    } finally {
      this.#busy = null;
    }
  }

  // A form that leaves the question waits a little for the rest of the recording.
  async #holdForm(event) {
    const { target: form, submitter } = event;
    if (!this.#busy || this.#part.contains(form) || form.method !== "post") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (this.#held.has(form)) return;
    this.#held.add(form);
    this.#voice?.stop();
    const patience = new Promise((resolve) => {
      setTimeout(resolve, LONGEST_WAIT_OF_FORMS);
    });
    await Promise.race([this.#busy, patience]).catch(() => {});
    this.#busy = null;
    this.#held.delete(form);
    form.requestSubmit(submitter);
  }
}

async function attach(part) {
  const store = await openStore();
  const name = `recorder ${part.dataset.recorder}`;
  const live = () =>
    new Promise(() => {
      new Recorder(part, store).open();
    });
  if (!navigator.locks) return live();
  const isFree = await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock !== null);
  if (!isFree)
    part.querySelector('[data-recorder-part="status"]').textContent = JSON.parse(
      part.dataset.texts,
    ).elsewhere;
  return navigator.locks.request(name, live);
}

document.querySelectorAll("[data-recorder]").forEach(attach);
