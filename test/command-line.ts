import { vi } from 'vitest';

import type { Sessions } from '../workers/command-line/sessions.ts';
import type { OnServers } from '../workers/command-line/on-servers.ts';
import { rewardmap } from '../workers/command-line/rewardmap.ts';

const noStore: OnServers = () => Promise.reject(new Error('a store was asked for'));

/** Servers that are up, where a command may start a run. */
const upAt = (environment: Readonly<Record<string, string>>): Sessions => ({
  whole: () => Promise.reject(new Error('a session was asked for')),
  found: () => Promise.resolve({ environment, uiUrl: 'http://127.0.0.1:8233' }),
});

/** Runs `npm run -s rewardmap -- <args>` in this process: its exit status and what it wrote. Without servers it must not ask for any. */
export async function commandLine(args: readonly string[], servers?: Readonly<Record<string, string>>) {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0),
    vi.spyOn(console, 'error').mockImplementation((text: string) => void err.push(text)),
  ];
  try {
    const status = await (servers === undefined
      ? rewardmap(args, noStore)
      : rewardmap(args, (work) => work(servers), upAt(servers)));
    return { status, out: out.join(''), err: err.join('\n') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
