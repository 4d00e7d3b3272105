/** Colours of a report's light page, written out: not every reader of an SVG knows CSS variables. */
export const pictureColours = { paper: '#faf8f4', rule: '#e3dfd6' } as const;

const stages = ['#0b5fc0', '#d2760b', '#0f8a50', '#a4339c', '#c13a2c'] as const;

export function stageFill(index: number): string {
  const colour = stages[index % stages.length]!;
  return `fill:${colour};stroke:${colour}`;
}

const mono = "ui-monospace, 'SF Mono', Menlo, 'DejaVu Sans Mono', monospace";

export const pictureStyle = `
text { font: 12px 'Helvetica Neue', Inter, 'Segoe UI', system-ui, Arial, sans-serif; fill: #1d1c1a; stroke: none; }
.title { font-size: 24px; font-weight: 700; letter-spacing: -0.02em; }
.part { font-size: 13.5px; font-weight: 700; }
.note, .tick { fill: #6f6b64; }
.tick { font-size: 10.5px; }
.end { text-anchor: end; }
.middle, .stage { text-anchor: middle; }
.stage { font-size: 11px; font-weight: 600; fill: inherit; }
.grid { stroke: #1d1c1a; stroke-opacity: 0.12; }
.band { fill-opacity: 0.09; stroke: none; }
.dot { fill-opacity: 0.3; stroke: none; }
.line { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.share { font-size: 11.5px; }
.now { font-weight: 700; }
.arrow { fill: #6f6b64; }
.before path, .before circle { stroke: #8d877c; stroke-width: 1.8; }
.before circle { fill: #fff; }
.after path { stroke: #0b5fc0; stroke-width: 1.8; }
.after circle { fill: #0b5fc0; }
.map { image-rendering: pixelated; }
.answer { fill: #fff; stroke: #e3dfd6; }
.points { font-size: 17px; font-weight: 700; }
.right { fill: #0f7a45; }
.wrong { fill: #bb3426; }
.asked { font-size: 13px; }
.code { font: 10.5px ${mono}; white-space: pre; }
`;
