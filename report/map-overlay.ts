import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { round } from './plot.ts';
import type { DrawnLeg, MapPicture, Spot } from './types.ts';

type Overlay = NonNullable<MapPicture['overlay']>;

/** Widths across a route, in pixels of the picture: rails on both sides of it leave the stations' names to be read. */
const rails = { reference: { inner: 10, outer: 14 }, predicted: { inner: 15, outer: 18.5 } };
const ringRadius = 11.5;
const nameRadius = 8;

/**
 * The map of a question as a picture; over it, where the stations' places are known, rings around the stations asked about, solid
 * rails along the route of the model answer, and dashed ones along each answer's route, of which the chosen one shows.
 */
export function mapFigure(
  name: string,
  { mediaType, base64, overlay }: MapPicture,
  routes: readonly (readonly DrawnLeg[])[],
): Markup {
  return markup`<figure class="map"><div><img src="data:${mediaType};base64,${base64}" alt="The map that the question is about">
${overlay && drawing(name, overlay, routes)}</div>
${overlay && legend(overlay, routes.flat())}</figure>`;
}

function drawing(
  name: string,
  { width, height, rings, reference }: Overlay,
  routes: readonly (readonly DrawnLeg[])[],
): Markup {
  return markup`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true">
${reference.length > 0 ? railed(`reference ${name}`, 'reference', reference) : undefined}
${routes.map((legs, index) => markup`<g class="predicted ${index === 0 ? 'chosen' : ''}" data-answer="${index}">${predicted(`answer ${name}.${index + 1}`, legs)}</g>`)}
${rings.map(ring)}</svg>`;
}

function predicted(name: string, legs: readonly DrawnLeg[]): readonly Markup[] {
  const served = legs.filter((leg) => leg.served);
  const faults = legs.filter((leg) => !leg.served);
  return [
    ...(served.length > 0 ? [railed(name, 'predicted', served)] : []),
    ...faults
      .map(trimmed)
      .map((leg) => markup`<path class="casing" d="${path(leg)}"/><path class="fault" d="${path(leg)}"/>`),
  ];
}

/** A route drawn wide, all but its rails masked. */
function railed(name: string, kind: keyof typeof rails, legs: readonly DrawnLeg[]): Markup {
  const d = legs.map(path).join('');
  const { inner, outer } = rails[kind];
  const mask = name.replaceAll(' ', '-');
  return markup`<mask id="${mask}" maskUnits="userSpaceOnUse" x="-50%" y="-50%" width="200%" height="200%"><rect x="-50%" y="-50%" width="200%" height="200%" fill="#fff"/><path d="${d}" stroke="#000" stroke-width="${inner}"/></mask>
<g mask="url(#${mask})"><path class="edge" d="${d}" stroke-width="${outer + 1.2}"/><path class="${kind}-rails" d="${d}" stroke-width="${outer}"/></g>`;
}

/** A straight leg without its ends, where stations' names are. */
function trimmed(leg: DrawnLeg): DrawnLeg {
  const [[ax, ay], [bx, by]] = [leg.spots[0]!, leg.spots.at(-1)!];
  const share = Math.min(0.5, nameRadius / Math.max(1, Math.hypot(bx - ax, by - ay)));
  const between = (part: number): Spot => [ax + part * (bx - ax), ay + part * (by - ay)];
  return { ...leg, spots: [between(share), between(1 - share)] };
}

function path({ spots }: DrawnLeg): string {
  return spots.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

function ring([x, y]: Spot): Markup {
  return markup`<circle class="casing" cx="${x}" cy="${y}" r="${ringRadius}"/><circle class="ring" cx="${x}" cy="${y}" r="${ringRadius}"/>`;
}

function legend({ rings, reference }: Overlay, legs: readonly DrawnLeg[]): Markup {
  const marks = [
    { shown: rings.length > 0, mark: 'ring', says: 'asked about' },
    { shown: reference.length > 0, mark: 'reference', says: 'a right route' },
    { shown: legs.some(({ served }) => served), mark: 'ride', says: 'the chosen answer’s' },
    { shown: legs.some(({ served }) => !served), mark: 'fault', says: 'its ride that no such line serves' },
  ];
  return markup`<figcaption>${marks.filter(({ shown }) => shown).map(({ mark, says }) => markup`<span class="${mark}">${says}</span>`)}</figcaption>`;
}
