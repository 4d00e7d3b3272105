import { existsSync } from 'node:fs';

import { Command } from 'commander';

import { codecVariable, readKeyFile, withNewKey } from '../../access/codec-keys.ts';
import { readTightFile } from '../../access/tight-file.ts';
import { InputError } from './input-error.ts';
import { secretFile } from './whole-file.ts';

/** Makes a key for the codec: the file's first, or one more, from then on the current one. */
export function codecKeyCommand(): Command {
  return new Command('codec-key')
    .description('Makes a key that payloads are encrypted by, in a file that its owner alone may read; prints its id.')
    .requiredOption(
      '--file <path>',
      `the file, for ${codecVariable}_FILE; keys that it has stay, for what they encrypted`,
    )
    .action(async ({ file }: { readonly file: string }) => {
      const older = existsSync(file) ? readKeyFile(readTightFile(file, '--file'), `--file: ${file}`) : undefined;
      const made = withNewKey(older);
      await secretFile(file, `${JSON.stringify(made, null, 2)}\n`).catch((error: Error) => {
        throw new InputError(`--file ${file}: cannot be written (${error.message})`);
      });
      process.stdout.write(`${made.current}: current in ${file}, which has ${Object.keys(made.keys).length}\n`);
    });
}
