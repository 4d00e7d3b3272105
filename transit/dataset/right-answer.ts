import { z } from 'zod';

import { boxed, optionLetters, says } from '../language.ts';
import type { DatasetQuestion } from './dataset-question.ts';

/** A section of a reference route, as ReasonMap publishes it. */
const section = z.object({
  route_name: z.string().min(1),
  departure_stop: z.string().min(1),
  arrival_stop: z.string().min(1),
  via_stops: z.array(z.string()).nullish(),
  num_via_stops: z.int().nullish(),
});

/** What stands in the box of a right answer to a dense question. */
const shortAnswers: Readonly<Record<Exclude<DatasetQuestion['type'], 'planning'>, (answer: number) => string>> = {
  TorF1: (answer) => (answer === 1 ? 'Yes' : 'No'),
  TorF2: (answer) => (answer === 1 ? 'Yes' : 'No'),
  Counting1: (answer) => optionLetters[answer] ?? '',
  Counting2: String,
  Counting3: String,
};

/**
 * A right answer to a question of a dataset: the solution that its row gives; else the answer in a box, or the first of its
 * reference routes in ReasonMap's form. Empty where there is none.
 */
export function rightAnswer(question: DatasetQuestion, routes: Readonly<Record<string, unknown>> | null): string {
  if (question.solution !== undefined) return question.solution;
  if (question.type !== 'planning') return boxed(shortAnswers[question.type](question.answer));
  const [first] = Object.values(routes ?? {});
  const { data: sections } = z.array(section).min(1).safeParse(first);
  if (!sections) return '';
  const written = sections.map(
    (each) => ` ${ride(each)}${question.kind === 'planning_long' ? via(each, question) : ''}`,
  );
  return says.route + written.join(says.nextRoute);
}

type Section = z.output<typeof section>;

const ride = ({ route_name, departure_stop, arrival_stop }: Section): string =>
  route_name + says.departure + departure_stop + says.arrival + arrival_stop;

/** The long form asks for the number of via stops, or for their names. */
function via({ via_stops, num_via_stops }: Section, { question }: DatasetQuestion): string {
  if (/number of via stops/i.test(question)) return says.viaStops + (num_via_stops ?? via_stops?.length ?? 0);
  return `\nVia Stops: ${(via_stops ?? []).join(', ')}`;
}
