import { afterLast } from '../cut.ts';
import { hasLabels, piecesOf, readSection } from '../sections.ts';
import type { Section } from '../sections.ts';
import { evaluationName } from '../station-name.ts';
import { strip } from '../whitespace.ts';
import type { ViaForm } from './route-question.ts';

/** A section of an evaluated answer, with what it says about via stops. */
export interface Ride extends Section {
  readonly viaText: string;
}

const viaLabels: Readonly<Record<ViaForm, string>> = { number: 'Number of Via Stops: ', list: 'Via Stops: ' };

/** Sections of a short answer: the arrival stop takes the rest of its piece. */
export function shortRides(answer: string): readonly Ride[] {
  const rules = { arrivalEnd: 'piece', namer: evaluationName } as const;
  return piecesOf(answer)
    .filter(hasLabels)
    .map((piece) => ({ ...readSection(piece, rules), viaText: '' }));
}

/** Sections of a long answer. Without the via label the whole piece stands for it, as in the released code. */
export function longRides(answer: string, form: ViaForm): readonly Ride[] {
  const rules = { arrivalEnd: 'closed line', namer: evaluationName } as const;
  return piecesOf(answer)
    .filter(hasLabels)
    .map((piece) => ({ ...readSection(piece, rules), viaText: strip(afterLast(piece, viaLabels[form])) }));
}
