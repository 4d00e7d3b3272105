/** `npm run -s bench -- <name>`: each measurement prints one JSON object as its last line. */
const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  policy: () => import('./policy/main.ts'),
  parity: () => import('./policy/parity.ts'),
  memory: () => import('./policy/memory.ts'),
  profile: () => import('./policy/profile.ts'),
  threads: () => import('./policy/threads.ts'),
  tinker: () => import('./tinker/main.ts'),
  openai: () => import('./openai/main.ts'),
  reward: () => import('./reward/main.ts'),
  questions: () => import('./questions.ts'),
  durability: () => import('./durability/main.ts'),
  length: () => import('./length/main.ts'),
  scale: () => import('./scale/main.ts'),
  import: () => import('./dataset/import.ts'),
  sweep: () => import('./store/sweep.ts'),
  fuzz: () => import('./fuzz/main.ts'),
};

const name = process.argv[3] ?? '';
const bench = benches[name];
if (bench) await bench();
else {
  console.error(`bench "${name}" is not known: allowed are ${Object.keys(benches).join(', ')}`);
  process.exitCode = 2;
}
