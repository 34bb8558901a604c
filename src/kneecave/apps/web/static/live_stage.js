// The camera's picture on the page, as in a mirror or not, with the drawing over it; the screen stays
// on while it is there.

import { facingOf, namedCameras, openCamera, stopCamera } from "./live_camera.js";
import { Overlay, fit } from "./live_drawing.js";

const $ = (id) => document.getElementById(id);

export class Stage {
  video = $("video");
  #overlay = new Overlay($("overlay"));
  #stream = null;
  #wakeLock = null;
  #box = { width: 0, height: 0 };
  #place = null;
  #onEnd;

  // `onEnd` is called when the camera stops by itself.
  constructor(onEnd) {
    this.#onEnd = onEnd;
    this.video.addEventListener("resize", () => this.#layOut());
    new ResizeObserver(() => this.#layOut()).observe($("cam"));
    this.mirror(true);
    document.addEventListener("visibilitychange", () => {
      if (this.isOn && !document.hidden) this.#keepAwake();
    });
  }

  get isOn() {
    return this.#stream !== null;
  }

  get isMirrored() {
    return this.#overlay.isMirrored;
  }

  // The pictures' size; it changes when a phone is turned.
  get size() {
    return `${this.video.videoWidth}x${this.video.videoHeight}`;
  }

  // Shows a camera, named as `openCamera` takes it; throws what the browser says against it.
  async use(choice) {
    this.stop();
    this.#stream = await openCamera(choice);
    this.#keepAwake();
    this.#stream.getVideoTracks()[0].addEventListener("ended", this.#onEnd);
    this.video.srcObject = this.#stream;
    await this.video.play();
    this.mirror(facingOf(this.#stream) !== "environment");
    await this.#nameCameras();
    this.#layOut();
  }

  stop() {
    stopCamera(this.#stream);
    this.#stream = null;
    this.#wakeLock?.release();
    this.#wakeLock = null;
  }

  mirror(isMirrored) {
    this.#overlay.isMirrored = isMirrored;
    document.body.classList.toggle("mirrored", isMirrored);
    $("mirror").setAttribute("aria-pressed", isMirrored);
    // each knee's gauge stands on the side the knee is seen on
    for (const [leg, isLeft] of [["left", isMirrored], ["right", !isMirrored]]) {
      $(leg).classList.toggle("on-left", isLeft);
      $(leg).classList.toggle("on-right", !isLeft);
    }
  }

  draw(state) {
    if (this.#place) this.#overlay.draw(state, this.#box, this.#place);
  }

  wipe() {
    this.#overlay.clear();
  }

  async #keepAwake() {
    try {
      const lock = await navigator.wakeLock?.request("screen");
      if (this.isOn) this.#wakeLock = lock;
      else lock?.release();
    } catch {
      this.#wakeLock = null;  // refused, as on a low battery: the session goes on
    }
  }

  async #nameCameras() {
    const cameras = await namedCameras();
    $("switch").hidden = cameras.length < 2;
    if (cameras.length < 2) return;
    const current = this.#stream.getVideoTracks()[0].getSettings().deviceId;
    $("camera").replaceChildren(...cameras.map(({ id, label }) => new Option(label, id)));
    $("camera").value = current;
  }

  #layOut() {
    const { clientWidth: width, clientHeight: height } = $("cam");
    this.#box = { width, height };
    Object.assign($("overlay").style, { width: `${width}px`, height: `${height}px` });
    const { videoWidth, videoHeight } = this.video;
    if (!videoWidth) return;
    this.#place = fit(this.#box, { width: videoWidth, height: videoHeight });
    for (const side of ["left", "top", "width", "height"]) {
      this.video.style[side] = `${this.#place[side]}px`;
    }
  }
}
