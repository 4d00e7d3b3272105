const colours = 8;

/** The CSS that gives an arm its colour, the same in every table and curve; the base policy has the first. */
export const armColour = (index: number): string =>
  `--arm: var(--arm-${index === 0 ? 0 : 1 + ((index - 1) % (colours - 1))})`;
