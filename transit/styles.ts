/** Colours that lines are dealt, by name; a style says how each is drawn. */
export const lineColours = ['red', 'blue', 'green', 'orange', 'purple', 'cyan'] as const;
export type LineColour = (typeof lineColours)[number];

/** How a map is drawn. Colours are [red, green, blue], 0-255. */
export interface Style {
  readonly paper: Colour;
  readonly ink: Colour;
  readonly lines: Readonly<Record<LineColour, Colour>>;
  /** Pixels that a stroke is wide where it runs along the grid; a diagonal is cut along pixel rows, where it is wider by the square root of 2. */
  readonly stroke: { readonly straight: number; readonly diagonal: number };
  /** Of labels: dots that the strokes of a letter are wide, which are drawn on a grid of 3 x 5 dots. */
  readonly weight: 1 | 2;
}
export type Colour = readonly [red: number, green: number, blue: number];

const clean: Style = {
  paper: [255, 255, 255],
  ink: [0, 0, 0],
  lines: {
    red: [226, 35, 38],
    blue: [32, 80, 205],
    green: [30, 150, 60],
    orange: [250, 150, 20],
    purple: [150, 50, 170],
    cyan: [40, 185, 225],
  },
  stroke: { straight: 4, diagonal: 6 },
  weight: 1,
};

/** The same drawing with every colour changed, channel by channel, and rounded. */
function recoloured(style: Style, change: (value: number, channel: 0 | 1 | 2) => number): Style {
  const changed = ([red, green, blue]: Colour): Colour => [
    Math.round(change(red, 0)),
    Math.round(change(green, 1)),
    Math.round(change(blue, 2)),
  ];
  const lines = Object.fromEntries(lineColours.map((name) => [name, changed(style.lines[name])]));
  return {
    ...style,
    paper: changed(style.paper),
    ink: changed(style.ink),
    lines: lines as Record<LineColour, Colour>,
  };
}

/** Seen through a filter: every colour times a factor a channel. */
const filtered = (style: Style, factors: Colour): Style =>
  recoloured(style, (value, channel) => value * factors[channel]);

/** Printed in thin ink on paper of another colour: every colour mixed with the paper's by a share, strokes of another width. */
const printed = (style: Style, paper: Colour, share: number, stroke: Style['stroke']): Style => ({
  ...recoloured(style, (value, channel) => value * (1 - share) + paper[channel] * share),
  paper,
  stroke,
});

/** Labelled in bold letters. */
const bold = (style: Style): Style => ({ ...style, weight: 2 });

const dusk = filtered(clean, [0.88, 1, 0.93]);

/** Cold starts see `clean`; the others are looks of a run's maps, as a policy meets a map of another city. `night` and `midnight` are `dusk`, further from `clean`; `placard` is `dusk` in bold letters. */
export const styles = {
  clean,
  dusk,
  night: filtered(clean, [0.84, 1, 0.9]),
  midnight: filtered(clean, [0.82, 1, 0.88]),
  press: printed(clean, [244, 236, 220], 0.15, { straight: 2, diagonal: 4 }),
  poster: printed(clean, [232, 244, 236], 0.1, { straight: 6, diagonal: 8 }),
  placard: bold(dusk),
} as const satisfies Record<string, Style>;
export type StyleName = keyof typeof styles;
export const styleNames = Object.keys(styles) as [StyleName, ...StyleName[]];
