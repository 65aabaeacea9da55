// Where the nodes of a neighbourhood stand: rings around the centre, each node near those it hangs on. The same
// neighbourhood always looks the same.

/** Positions by id, in a square of `size`; `near.entities` come with their hops. */
export function rings(near, size) {
  const places = new Map([[near.centre.id, { x: size / 2, y: size / 2, angle: 0 }]]);
  const far = Math.max(1, ...near.entities.map((one) => one.hops));
  for (let hop = 1; hop <= far; hop += 1) ring(near, places, hop, ((size / 2 - 70) * hop) / far, size / 2);
  return places;
}

function ring(near, places, hop, radius, middle) {
  const nodes = near.entities.filter((one) => one.hops === hop);
  const wanted = nodes
    .map((one) => ({ id: one.id, angle: pull(one.id, near.relations, places, hop) }))
    .sort((a, b) => (a.angle ?? 9) - (b.angle ?? 9) || (a.id < b.id ? -1 : 1));
  const step = (2 * Math.PI) / Math.max(1, wanted.length);
  wanted.forEach(({ id }, index) => {
    const angle = -Math.PI / 2 + step * index + (hop % 2 ? 0 : step / 2);
    places.set(id, { x: middle + radius * Math.cos(angle), y: middle + radius * Math.sin(angle), angle });
  });
}

/** The mean direction of what a node hangs on; null next to the centre, which lies in no direction. */
function pull(id, edges, places, hop) {
  if (hop === 1) return null;
  const at = edges
    .filter((edge) => edge.source === id || edge.target === id)
    .map((edge) => places.get(edge.source === id ? edge.target : edge.source)?.angle)
    .filter((angle) => angle !== undefined);
  if (!at.length) return null;
  return Math.atan2(mean(at.map(Math.sin)), mean(at.map(Math.cos)));
}

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;
