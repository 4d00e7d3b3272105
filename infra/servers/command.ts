import { spawn } from 'node:child_process';
import type { Environment } from './set-up.ts';

export interface CommandOptions {
  /** Its PATH is where the program is looked for. */
  readonly environment: Environment;
  /** Called each half minute with the minutes gone, for commands that take long. */
  readonly onWait?: (minutes: number) => void;
}

/**
 * Runs a program to its end and returns what it printed on standard output.
 * Throws one sentence, with the last lines it printed, when it cannot be started or ends with a status other than 0.
 */
export function runCommand(program: string, args: readonly string[], options: CommandOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: options.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let everything = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      everything += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (everything += text));
    let halves = 0;
    const ticking = setInterval(() => options.onWait?.(++halves / 2), 30_000);
    child.once('error', (error) => {
      clearInterval(ticking);
      reject(new Error(`${program} cannot be run: ${error.message}`));
    });
    child.once('close', (status, signal) => {
      clearInterval(ticking);
      if (status === 0) resolve(output);
      else reject(new Error(`${program} ended with ${signal ?? `status ${status}`}${lastLines(everything)}`));
    });
  });
}

/** The end of a log, set off for an error message; nothing where the log is empty. */
export function lastLines(text: string, count = 8): string {
  const lines = text.trimEnd().split('\n').slice(-count);
  return lines.join('').trim() === '' ? '' : `:\n${lines.map((line) => `    ${line}`).join('\n')}`;
}
