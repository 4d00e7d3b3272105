/** What the sandbox knows of a worker's environment: nothing, unless the worker's bundle has a module of its values in this one's place. */
export const sandboxEnvironment: Readonly<Record<string, string | undefined>> = {};
