/** Where a person watches. */
export interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

export interface StepPrinter {
  step(line: string): void;
  news(line: string): void;
  end(): void;
}

const eraseLine = '\r\u001b[K';
const keptEvery = 10;

/** On a terminal a step's line takes the place of the one before it, and every tenth stays; a pipe gets every line. */
export function stepPrinter(screen: Screen): StepPrinter {
  let open = false;
  let count = 0;
  const keep = (text: string): void => {
    screen.write(`${open ? eraseLine : ''}${text}\n`);
    open = false;
  };
  return {
    step(text) {
      count += 1;
      if (!screen.isTTY || count % keptEvery === 0) return keep(text);
      screen.write(`${open ? eraseLine : ''}${text}`);
      open = true;
    },
    news: keep,
    end() {
      if (open) screen.write('\n');
      open = false;
    },
  };
}
