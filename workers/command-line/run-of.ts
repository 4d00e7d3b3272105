import { connectClient, type TemporalEnvironment } from '../connect.ts';
import { InputError } from './input-error.ts';

/** The name of the newest run of a workflow id, as its memo has it: no worker need be there to answer. Throws {@link InputError}. */
export async function runOf(workflowId: string, environment: TemporalEnvironment, flag: string): Promise<string> {
  const client = await connectClient(environment);
  try {
    const { memo, type, status } = await client.workflow
      .getHandle(workflowId)
      .describe()
      .catch((error: Error) => {
        throw new InputError(`${flag} ${workflowId}: ${error.message}`);
      });
    const [, run] = /^runs\/(.+)\/$/.exec(String(memo?.['records'])) ?? [];
    if (run !== undefined) return run;
    throw new InputError(
      `${flag} ${workflowId}: the ${type} is ${status.name} and keeps no records of a run: it must be a run that has read its spec`,
    );
  } finally {
    await client.connection.close();
  }
}
