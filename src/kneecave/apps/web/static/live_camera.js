// The camera, and its pictures as small JPEGs with the time they were taken.

const LONG_SIDE_PX = 640;
const QUALITY = 0.7;
const OLDEST_MS = 2000;

// Returns a stream of the camera: `choice` is "user", "environment" or a device's id.
export async function openCamera(choice) {
  const which = ["user", "environment"].includes(choice)
    ? { facingMode: { ideal: choice } }
    : { deviceId: { exact: choice } };
  const size = {
    width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 },
    resizeMode: { ideal: "none" },  // nothing cut off
  };
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
}

// Returns which way a stream's camera looks, "user" where it does not tell.
export function facingOf(stream) {
  return stream.getVideoTracks()[0]?.getSettings().facingMode ?? "user";
}

// Returns the cameras that can be named: {id, label}; none before one was allowed.
export async function namedCameras() {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return devices
    .filter((device) => device.kind === "videoinput" && device.deviceId && device.label)
    .map((device) => ({ id: device.deviceId, label: device.label }));
}

export function stopCamera(stream) {
  stream?.getTracks().forEach((track) => track.stop());
}

// Calls `onPicture(captured_ms)` for each new picture of the video until stopped.
export class Pictures {
  #video;
  #onPicture;
  #running = false;

  constructor(video, onPicture) {
    this.#video = video;
    this.#onPicture = onPicture;
  }

  start() {
    if (this.#running) return;
    this.#running = true;
    this.#wait();
  }

  stop() {
    this.#running = false;
  }

  #wait() {
    if (!this.#running) return;
    if (this.#video.requestVideoFrameCallback) {
      this.#video.requestVideoFrameCallback((now, told) => this.#came(told.captureTime ?? now));
    } else {
      requestAnimationFrame((now) => this.#came(now));
    }
  }

  #came(told_ms) {
    const now = performance.now();
    const plausible = told_ms <= now && told_ms > now - OLDEST_MS;
    if (this.#running) this.#onPicture(plausible ? told_ms : now);
    this.#wait();
  }
}

// Returns what to tell of a camera that cannot be opened.
export function whyNot({ name }, texts) {
  const known = {
    NotAllowedError: texts.camera_refused, SecurityError: texts.camera_refused,
    NotFoundError: texts.no_camera, OverconstrainedError: texts.no_camera,
    NotReadableError: texts.camera_taken, AbortError: texts.camera_taken,
  };
  return known[name] ?? texts.camera_fails;
}

// Makes JPEGs of what the video shows at this moment, at most 640 px long.
export class Encoder {
  #canvas = null;
  #context = null;

  async encode(video) {
    const scale = Math.min(1, LONG_SIDE_PX / Math.max(video.videoWidth, video.videoHeight));
    this.#resize(Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale));
    this.#context.drawImage(video, 0, 0, this.#canvas.width, this.#canvas.height);
    return (await this.#blob()).arrayBuffer();
  }

  #resize(width, height) {
    if (this.#canvas?.width === width && this.#canvas.height === height) return;
    if (typeof OffscreenCanvas === "undefined") {
      this.#canvas = Object.assign(document.createElement("canvas"), { width, height });
    } else {
      this.#canvas = new OffscreenCanvas(width, height);
    }
    this.#context = this.#canvas.getContext("2d", { alpha: false, willReadFrequently: true });
  }

  #blob() {
    const type = "image/jpeg";
    if (this.#canvas.convertToBlob) return this.#canvas.convertToBlob({ type, quality: QUALITY });
    return new Promise((done) => this.#canvas.toBlob(done, type, QUALITY));
  }
}
