import { createServer } from 'node:net';

const loopback = '127.0.0.1';

/** Whether nobody listens on this port of the loopback address. */
export async function isFree(port: number): Promise<boolean> {
  return (await listenOnce(port)) !== undefined;
}

/** The wanted port where it is free, else one that the system names. */
export async function freePort(wanted?: number): Promise<number> {
  const port = (wanted === undefined ? undefined : await listenOnce(wanted)) ?? (await listenOnce(0));
  if (port === undefined) throw new Error(`no free port on ${loopback}`);
  return port;
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: loopback, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}
