import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';

import { Command, InvalidArgumentError } from 'commander';

import { connectStore, storeConnection } from '../../store/connection.ts';
import { makeStoreUser } from '../../store/minio-admin.ts';
import { storePolicies } from '../../store/store-policies.ts';
import { projectFolder } from '../project-folder.ts';
import { InputError } from './input-error.ts';
import type { OnServers } from './on-servers.ts';
import { secretFile } from './whole-file.ts';

interface UserOptions {
  readonly name: string;
  readonly sweep: boolean;
  readonly out: string;
}

function name(text: string): string {
  if (/^[A-Za-z0-9][\w.-]{2,63}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be 3 to 64 letters, digits, dots, dashes and underscores.');
}

/** Makes a user of MinIO with least rights, for workers; its keys go to files that their owner alone may read. */
export function storeUserCommand(onServers: OnServers): Command {
  return new Command('store-user')
    .description('Makes a user of MinIO who may do what workers need in the bucket, by the keys of an administrator.')
    .option('--name <name>', 'the access key; one that is there gets a new secret key', name, 'rewardmap-worker')
    .option('--sweep', 'for workers that sweep the store, too: they may remove objects', false)
    .requiredOption('--out <folder>', 'where the keys go, each in a file of its own')
    .action(({ name: accessKey, sweep, out }: UserOptions) =>
      onServers(async (environment) => {
        const root = storeConnection(environment);
        await connectStore(root);
        const duties = sweep ? (['work', 'sweep'] as const) : (['work'] as const);
        const policies = await storePolicies(new URL('infra/', projectFolder), root.bucket, duties);
        const user = { accessKey, secretKey: randomBytes(24).toString('base64url') };
        await makeStoreUser(root, user, policies);
        for (const [variable, file, text] of [
          ['MINIO_ACCESS_KEY_FILE', join(resolve(out), 'access-key'), user.accessKey],
          ['MINIO_SECRET_KEY_FILE', join(resolve(out), 'secret-key'), user.secretKey],
        ] as const) {
          await secretFile(file, `${text}\n`).catch((error: Error) => {
            throw new InputError(`--out ${out}: cannot be written (${error.message})`);
          });
          process.stdout.write(`export ${variable}=${file}\n`);
        }
      }),
    );
}
