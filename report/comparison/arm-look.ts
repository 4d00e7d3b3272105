const colours = 8;

/** What arms beyond the colours have: rings in place of dots, dashes in place of lines. */
const again = '; --arm-core: var(--card); --arm-line: dashed; --arm-dash: 5 4';

/**
 * The CSS that tells an arm from others, the same in every table and curve. The base policy has the first colour; fourteen arms
 * look different from each other.
 */
export const armLook = (index: number): string => {
  const arm = index - 1;
  return `--arm: var(--arm-${index === 0 ? 0 : 1 + (arm % (colours - 1))})${arm >= colours - 1 ? again : ''}`;
};
