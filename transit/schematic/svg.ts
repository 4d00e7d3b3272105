import { badgeFontSize, badgeHeight, type Badge } from './badges.ts';
import { fontSize, lineHeight, type LabelChoice } from './label-choices.ts';
import type { Mark } from './marks.ts';
import { between, distance, type Point } from './point.ts';
import { strokeWidth, type Schematic } from './schematic.ts';
import { boundsOf } from './shapes.ts';
import { textWidth } from './text-width.ts';

const margin = 28;
const titleSize = 26;
const legend = { fontSize: 14, rowHeight: 24, sample: 34, gap: 28 };
const ink = '#1c2126';
const families =
  "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', sans-serif";

/** A schematic as an SVG document: title, lines, stations, names, and a legend below. */
export function svgOf(schematic: Schematic): string {
  const { lines, strands, joints, marks, labels, badges, cell } = schematic;
  const bounds = boundsOf([
    ...strands.flatMap(({ points }) => points),
    ...[...marks, ...labels, ...badges].flatMap(({ box }) => box),
  ]);
  const title = titleOf(schematic.city);
  const content = [bounds.right - bounds.left, textWidth(title) * titleSize, legendEntryWidth(lines) - legend.gap, 320];
  const width = Math.max(...content) + 2 * margin;
  const key = legendOf(lines, width - 2 * margin);
  const mapTop = margin + titleSize + 16;
  const mapHeight = bounds.bottom - bounds.top;
  const height = mapTop + mapHeight + 24 + key.height + margin;
  const strokes = lines.map(({ colour }, line) => {
    const drawn = strands
      .filter((strand) => strand.line === line)
      .map(({ points }) => roundedPath(points, cell * 0.45));
    const joined = joints.filter((joint) => joint.line === line).map(({ from, to }) => `M${at(from)}L${at(to)}`);
    return `<path stroke="${colour}" d="${[...drawn, ...joined].join('')}"/>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${short(width)}" height="${short(height)}" viewBox="0 0 ${short(width)} ${short(height)}" font-family="${families}">`,
    `<title>${escaped(title)}</title>`,
    '<rect width="100%" height="100%" fill="#fff"/>',
    `<text x="${margin}" y="${margin + titleSize * 0.8}" font-size="${titleSize}" font-weight="bold" fill="${ink}">${escaped(title)}</text>`,
    `<g transform="translate(${short(margin - bounds.left + (width - 2 * margin - bounds.right + bounds.left) / 2)} ${short(mapTop - bounds.top)})">`,
    `<g fill="none" stroke-width="${strokeWidth}" stroke-linejoin="round" stroke-linecap="round">`,
    ...strokes,
    '</g>',
    '<g stroke-linecap="round">',
    ...marks.map((mark) => markOf(mark, lines[mark.lines[0]!]!.colour)),
    '</g>',
    `<g font-size="${badgeFontSize}" font-weight="bold" text-anchor="middle">`,
    ...badges.map((badge) => badgeOf(badge, lines[badge.line]!.colour)),
    '</g>',
    `<g font-size="${fontSize}" fill="${ink}" stroke="#fff" stroke-width="2.5" stroke-linejoin="round" paint-order="stroke">`,
    ...labels.map((label, i) => labelOf(label, marks[i]!.isInterchange)),
    '</g>',
    '</g>',
    `<g transform="translate(${margin} ${short(mapTop + mapHeight + 24)})" font-size="${legend.fontSize}" fill="${ink}">`,
    ...key.entries,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** `new_york` as a person writes it. */
function titleOf(city: string): string {
  return city
    .split(/[_\s]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** Corners cut short by a curve. */
function roundedPath(points: readonly Point[], radius: number): string {
  const parts = points.map((point, i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before) return `M${at(point)}`;
    if (!after) return `L${at(point)}`;
    const cut = Math.min(radius, distance(before, point) / 2, distance(point, after) / 2);
    const into = between(point, before, cut / distance(before, point));
    const out = between(point, after, cut / distance(point, after));
    return `L${at(into)}Q${at(point)} ${at(out)}`;
  });
  return parts.join('');
}

function markOf({ from, to, radius, isInterchange }: Mark, colour: string): string {
  const d = `M${at(from)}L${at(to)}`;
  const outline = isInterchange ? ink : colour;
  const rim = isInterchange ? 2 : 1.8;
  return `<path stroke="${outline}" stroke-width="${2 * radius}" d="${d}"/><path stroke="#fff" stroke-width="${2 * (radius - rim)}" d="${d}"/>`;
}

function badgeOf({ text, centre, width }: Badge, colour: string): string {
  const box = `x="${short(centre.x - width / 2)}" y="${short(centre.y - badgeHeight / 2)}" width="${short(width)}" height="${badgeHeight}"`;
  return `<rect ${box} rx="4" fill="${colour}"/><text x="${short(centre.x)}" y="${short(centre.y + badgeFontSize * 0.36)}" fill="${inkOn(colour)}">${escaped(text)}</text>`;
}

function labelOf({ rows, at: place, turn, anchor }: LabelChoice, isBold: boolean): string {
  const turned = turn === 0 ? '' : ` transform="rotate(${turn} ${short(place.x)} ${short(place.y)})"`;
  const anchored = anchor === 'start' ? '' : ` text-anchor="${anchor}"`;
  const first = `x="${short(place.x)}" y="${short(place.y)}"`;
  const spans = rows.map((row, i) =>
    i === 0 ? escaped(row) : `<tspan x="${short(place.x)}" dy="${short(lineHeight)}">${escaped(row)}</tspan>`,
  );
  return `<text ${first}${anchored}${turned}${isBold ? ' class="interchange"' : ''}>${spans.join('')}</text>`;
}

function legendEntryWidth(lines: Schematic['lines']): number {
  return Math.max(...lines.map(({ name }) => textWidth(name))) * legend.fontSize + legend.sample + legend.gap;
}

function legendOf(lines: Schematic['lines'], width: number) {
  const entryWidth = legendEntryWidth(lines);
  const columns = Math.max(1, Math.min(lines.length, Math.floor((width + legend.gap) / entryWidth)));
  const rows = Math.ceil(lines.length / columns);
  const entries = lines.map(({ name, colour }, i) => {
    const [x, y] = [Math.floor(i / rows) * entryWidth, (i % rows) * legend.rowHeight];
    return (
      `<path stroke="${colour}" stroke-width="${strokeWidth + 1}" stroke-linecap="round" d="M${at({ x: x + 3, y: y + 8 })}h${legend.sample - 14}"/>` +
      `<text x="${short(x + legend.sample)}" y="${y + 13}">${escaped(name)}</text>`
    );
  });
  return { entries, height: rows * legend.rowHeight };
}

/** Black or white, whichever reads better on a colour. */
function inkOn(colour: string): string {
  const [red, green, blue] = [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
  return 0.299 * red! + 0.587 * green! + 0.114 * blue! > 165 ? ink : '#fff';
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as XML has it; characters that XML cannot have are left out. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll(/[&<>"']/g, (character) => entities[character]!);
}

function at({ x, y }: Point): string {
  return `${short(x)} ${short(y)}`;
}

function short(value: number): string {
  return String(Number(value.toFixed(1)));
}
