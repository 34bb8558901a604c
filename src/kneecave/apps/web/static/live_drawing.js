// The legs over the camera's picture: lines that stop at open knee rings, as in the annotated video.

const INK = "#fff";
const COLOURS = { clear: "#2ec496", watch: "#f0e442", cave: "#ff7a26", unmeasurable: "#c8cfd6" };
const DARK = "#0b0f14";
const HALO = "rgba(11, 15, 20, 0.59)";
// Sizes in hundredths of the picture's short side.
const LINE = 0.46, HIP_LINE = 0.3, GREY_LINE = 0.4, HALO_SIDE = 0.38;
const KNEE = 1.9, KNEE_STROKE = 0.62, THIN = 0.36, HIP = 0.75, ANKLE = 0.62, JOINT_STROKE = 0.4;
const KNEE_GAP = 2.15, HIP_GAP = 0.9, ANKLE_GAP = 0.8;
const GLYPH = 1.7, GLYPH_AWAY = 6.2;
const LARGER = 1.25;  // than in a video: it is seen from some metres away
const SIDES_CUT = 1.8;
const SHARPEST = 2;

// Returns where the picture lies in a box: its head and feet are never cut, its sides a little.
export function fit(box, size) {
  const whole = Math.min(box.width / size.width, box.height / size.height);
  const filled = Math.max(box.width / size.width, box.height / size.height);
  const tall = box.width / box.height < size.width / size.height;
  const scale = tall ? Math.min(filled, whole * SIDES_CUT) : whole;
  const width = size.width * scale, height = size.height * scale;
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height };
}

export class Overlay {
  #canvas;
  #context;
  isMirrored = true;

  constructor(canvas) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d");
  }

  clear() {
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
  }

  // Draws a state over the picture, which lies at `place` in a box of that size (CSS pixels).
  draw(state, box, place) {
    const sharp = Math.min(SHARPEST, devicePixelRatio || 1);
    this.#resize(Math.round(box.width * sharp), Math.round(box.height * sharp));
    this.clear();
    if (!Object.keys(state.joints).length) return;
    this.#context.scale(sharp, sharp);
    const [width, height] = state.size_px;
    const at = (name) => {
      const joint = state.joints[name];
      if (!joint) return null;
      const share = joint[0] / width;
      return {
        x: place.left + (this.isMirrored ? 1 - share : share) * place.width,
        y: place.top + (joint[1] / height) * place.height,
      };
    };
    this.#draw(state, at, (LARGER * Math.min(place.width, place.height)) / 100);
  }

  #draw(state, at, unit) {
    const strokes = [];
    for (const leg of ["left", "right"]) {
      const word = state.legs[leg]?.word ?? null;
      const other = leg === "left" ? "right" : "left";
      addLeg(strokes, partsOf(leg, at), word, unit);
      const knee = at(`${leg}_knee`), opposite = at(`${other}_knee`);
      if (word && knee && opposite) {
        const way = knee.x < opposite.x ? -1 : 1;
        strokes.push({ glyph: word, x: knee.x + way * GLYPH_AWAY * unit, y: knee.y });
      }
    }
    addLine(strokes, at("left_hip"), at("right_hip"), HIP_GAP, HIP_GAP, HIP_LINE, INK, unit);
    paint(this.#context, strokes, unit);
  }

  #resize(width, height) {
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }
}

function partsOf(leg, at) {
  const part = (name) => at(`${leg}_${name}`);
  return {
    hip: part("hip"), knee: part("knee"), ankle: part("ankle"),
    heel: part("heel"), toe: part("foot_index"),
  };
}

function addLeg(strokes, part, word, unit) {
  const grey = word === "unmeasurable";
  const ink = grey ? COLOURS.unmeasurable : INK;
  const width = grey ? GREY_LINE : LINE;
  addLine(strokes, part.hip, part.knee, HIP_GAP, KNEE_GAP, width, ink, unit);
  addLine(strokes, part.knee, part.ankle, KNEE_GAP, ANKLE_GAP, width, ink, unit);
  addLine(strokes, part.heel, part.toe, 0, 0, width, ink, unit);
  addRing(strokes, part.hip, HIP, JOINT_STROKE, ink);
  addRing(strokes, part.ankle, ANKLE, JOINT_STROKE, ink);
  addRing(strokes, part.knee, KNEE, word && !grey ? KNEE_STROKE : THIN, COLOURS[word] ?? INK, grey);
}

function addLine(strokes, from, to, fromGap, toGap, width, colour, unit) {
  if (!from || !to) return;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length <= (fromGap + toGap) * unit) return;
  const step = { x: ((to.x - from.x) / length) * unit, y: ((to.y - from.y) / length) * unit };
  const line = new Path2D();
  line.moveTo(from.x + fromGap * step.x, from.y + fromGap * step.y);
  line.lineTo(to.x - toGap * step.x, to.y - toGap * step.y);
  strokes.push({ path: line, width, colour });
}

function addRing(strokes, at, radius, width, colour, dashed = false) {
  if (at) strokes.push({ ring: at, radius, width, colour, dashed });
}

function paint(context, strokes, unit) {
  context.lineCap = "round";
  for (const isHalo of [true, false]) {
    for (const stroke of strokes) {
      if (stroke.glyph) {
        if (!isHalo) paintGlyph(context, stroke, unit);
        continue;
      }
      context.strokeStyle = isHalo ? HALO : stroke.colour;
      context.lineWidth = (stroke.width + (isHalo ? 2 * HALO_SIDE : 0)) * unit;
      context.setLineDash(stroke.dashed && !isHalo ? [1.5 * unit, 1.1 * unit] : []);
      context.stroke(stroke.path ?? circle(stroke.ring, stroke.radius * unit));
    }
  }
  context.setLineDash([]);
}

function circle(at, radius) {
  const path = new Path2D();
  path.arc(at.x, at.y, radius, 0, 2 * Math.PI);
  return path;
}

// Disc with tick, triangle with "!", diamond or dashed ring, on a dark ground, beside the knee.
function paintGlyph(context, { glyph, x, y }, unit) {
  const r = GLYPH * unit;
  const line = (points, width, colour) => {
    const path = new Path2D();
    points.forEach(([dx, dy], n) => path[n ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
    context.strokeStyle = colour;
    context.lineWidth = width * r;
    context.stroke(path);
  };
  const shape = (points) => {
    const path = new Path2D();
    points.forEach(([dx, dy], n) => path[n ? "lineTo" : "moveTo"](x + dx * r, y + dy * r));
    path.closePath();
    context.fill(path);
  };
  context.setLineDash([]);
  context.fillStyle = "rgba(11, 15, 20, 0.7)";
  context.fill(circle({ x, y }, 1.6 * r));
  context.fillStyle = COLOURS[glyph];
  if (glyph === "clear") {
    context.fill(circle({ x, y }, r));
    line([[-0.45, 0.02], [-0.1, 0.38], [0.48, -0.36]], 0.28, DARK);
  } else if (glyph === "watch") {
    shape([[0, -1.12], [1.18, 0.87], [-1.18, 0.87]]);
    line([[0, -0.35], [0, 0.2]], 0.26, DARK);
    line([[0, 0.56], [0, 0.58]], 0.3, DARK);
  } else if (glyph === "cave") {
    shape([[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]]);
  } else {
    context.strokeStyle = COLOURS[glyph];
    context.lineWidth = 0.24 * r;
    context.setLineDash([0.6 * r, 0.45 * r]);
    context.stroke(circle({ x, y }, r));
    context.setLineDash([]);
    line([[-0.42, 0], [0.42, 0]], 0.24, COLOURS[glyph]);
  }
}
