/** The checkout that this process runs from: base policies and city lists are found relative to it. */
export const projectFolder = new URL('../', import.meta.url);
