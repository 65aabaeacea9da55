// Where the nodes of a neighbourhood stand: rings around the centre, each node near those it hangs on. The same
// neighbourhood always looks the same.

const EDGE = { x: 76, y: 30 };
const CROWD = 14;
const TURN = 2 * Math.PI;

/** Positions by id, in a room of {width, height}; `near.entities` come with their hops. */
export function rings(near, { width, height }) {
  const places = new Map([[near.centre.id, { x: width / 2, y: height / 2, angle: 0 }]]);
  const far = Math.max(1, ...near.entities.map((one) => one.hops));
  for (let hop = 1; hop <= far; hop += 1)
    ring(near, places, hop, { x: width / 2, y: height / 2, share: hop / far, last: far });
  return places;
}

function ring(near, places, hop, { x, y, share, last }) {
  const nodes = near.entities.filter((one) => one.hops === hop);
  const wanted = nodes
    .map((one) => ({ id: one.id, angle: pull(one.id, near.relations, places, hop) }))
    .sort((a, b) => a.angle - b.angle || (a.id < b.id ? -1 : 1));
  const angles = hop === 1 ? shared(wanted.map(({ id }) => leaves(id, near))) : apart(wanted.map((one) => one.angle));
  wanted.forEach(({ id }, index) => {
    const angle = angles[index];
    const far = reach(share, index, nodes.length, hop < last && leaves(id, near) === 1);
    places.set(id, { x: x + (x - EDGE.x) * far * Math.cos(angle), y: y + (y - EDGE.y) * far * Math.sin(angle), angle });
  });
}

/** How far out a node stands: further where nothing hangs on it, by turns where there is a crowd. */
function reach(share, index, count, alone) {
  if (alone) return share + 0.3;
  return count > CROWD && index % 2 ? share * 0.74 : share;
}

/** Angles around the whole circle, each in the middle of a slice as wide as its weight. */
function shared(weights) {
  const whole = weights.reduce((sum, one) => sum + one, 0);
  let before = -weights[0] / 2;
  return weights.map((weight) => {
    const angle = ((before + weight / 2) / whole) * TURN - Math.PI / 2;
    before += weight;
    return angle;
  });
}

/** The room a neighbour of the centre needs: its own, and that of what hangs on it further out. */
function leaves(id, near) {
  const outer = new Set(near.entities.filter((one) => one.hops > 1).map((one) => one.id));
  const ends = near.relations.filter((edge) => edge.source === id || edge.target === id);
  return 1 + ends.filter((edge) => outer.has(edge.source) || outer.has(edge.target)).length;
}

/** Angles near those wanted, in their order, with room between them; evenly around where there is not enough. */
function apart(wanted) {
  const room = Math.min(TURN / Math.max(1, wanted.length), 0.5);
  const found = [];
  for (const angle of wanted) found.push(found.length ? Math.max(angle, found.at(-1) + room) : angle);
  if (found.length < 2 || found.at(-1) - found[0] <= TURN - room + 1e-9) return found;
  return wanted.map((_, index) => wanted[0] + (TURN / wanted.length) * index);
}

/** The mean direction of what a node hangs on; up for those next to the centre, which lies in no direction. */
function pull(id, edges, places, hop) {
  if (hop === 1) return -Math.PI / 2;
  const at = edges
    .filter((edge) => edge.source === id || edge.target === id)
    .map((edge) => places.get(edge.source === id ? edge.target : edge.source)?.angle)
    .filter((angle) => angle !== undefined);
  return at.length ? Math.atan2(mean(at.map(Math.sin)), mean(at.map(Math.cos))) : -Math.PI / 2;
}

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;
