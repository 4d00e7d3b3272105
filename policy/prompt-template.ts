import { z } from 'zod';

/** What is around a question: a text with `{question}`, and `{image}` where pictures are shown. */
export const promptTemplate = z
  .string()
  .refine((text) => text.split('{question}').length === 2, 'must have {question} once')
  .refine((text) => text.split('{image}').length <= 2, 'must have {image} at most once');

const places = /(\{image\}|\{question\})/;

/** The texts and places of a template in their order, none of them empty. */
export const templateParts = (template: string): readonly string[] =>
  template.split(places).filter((part) => part !== '');

export const isPlace = (part: string): boolean => places.test(part);
