import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '@temporalio/client';

/** The search attributes of the project's workflows: the type's name on the command line, and its number in the operator service. */
const attributes = {
  RewardMapRun: { type: 'Keyword', code: 2 },
  RewardMapStage: { type: 'Keyword', code: 2 },
  RewardMapStep: { type: 'Int', code: 3 },
  RewardMapReward: { type: 'Double', code: 5 },
} as const;

/** Flags by which `temporal server start-dev` registers the attributes in a new database. */
export const searchAttributeFlags: readonly string[] = Object.entries(attributes).map(
  ([name, { type }]) => `--search-attribute=${name}=${type}`,
);

/**
 * Adds the attributes that a namespace lacks and waits until it has them: a server that was running before us, or a database made by an
 * older version of the project. Throws, with the command to type, where we may not add them.
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  const missing = await missingAttributes(connection, namespace);
  if (missing.length === 0) return;
  await connection.operatorService
    .addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map((name) => [name, attributes[name].code])),
    })
    .catch((error: Error) => {
      const flags = missing.map((name) => `--name ${name} --type ${attributes[name].type}`).join(' ');
      throw new Error(
        `namespace "${namespace}" lacks the search attributes ${missing.join(', ')} and they cannot be added (${error.message}); add them: temporal operator search-attribute create --namespace ${namespace} ${flags}`,
        { cause: error },
      );
    });
  for (let tries = 0; (await missingAttributes(connection, namespace)).length > 0; tries++) {
    if (tries === 60)
      throw new Error(`the search attributes ${missing.join(', ')} were added but do not appear after 30 seconds`);
    await sleep(500);
  }
}

async function missingAttributes(connection: Connection, namespace: string): Promise<(keyof typeof attributes)[]> {
  const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
  const names = Object.keys(attributes) as (keyof typeof attributes)[];
  return names.filter((name) => !(name in customAttributes));
}
