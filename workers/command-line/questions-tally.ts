import type { CityQuestions } from '../../transit/city-questions/city-question-set.ts';
import { questionTypes } from '../../transit/question.ts';
import type { TransitCity } from '../../transit/city-questions/transit-city.ts';
import { difficulties } from '../../transit/question.ts';

/** Counts by city, type and difficulty, kept instead of the questions, which may be many. */
export interface Tally {
  add(city: TransitCity, questions: CityQuestions): void;
  text(): string;
}

export function tallyQuestions(): Tally {
  const cities: string[][] = [];
  const totals = new Map<string, number>();
  const shortages: string[] = [];
  const total = (...key: string[]): number => totals.get(key.join()) ?? 0;
  const count = (...key: string[]): void => void totals.set(key.join(), total(...key) + 1);
  return {
    add: ({ country, city }, { rows, shortages: short }) => {
      const name = `${country}/${city}`;
      for (const { type, difficulty_city, difficulty_question } of rows) {
        count(type);
        count(name, type);
        count(type, difficulty_city);
        count('plans', difficulty_question, type);
      }
      cities.push([name, rows[0]?.difficulty_city ?? '', ...questionTypes.map((type) => String(total(name, type)))]);
      shortages.push(...short.map(({ type, reason }) => `${name} ${type} ${reason}`));
    },
    text: () => {
      const sums = questionTypes.map((type) => String(total(type)));
      const byMap = difficulties.map((level) => [
        'on maps',
        level,
        ...questionTypes.map((type) => String(total(type, level))),
      ]);
      const plans = difficulties.map((level) => `${total('plans', level, 'planning')} ${level}`).join(', ');
      return [
        ...columns([['city', 'map', ...questionTypes], ...cities, ['all', '', ...sums], ...byMap]),
        `plans: ${plans}`,
        ...(shortages.length > 0 ? ['fewer than asked for:', ...shortages.map((line) => `  ${line}`)] : []),
      ].join('\n');
    },
  };
}

/** Lines with the cells of a column under each other: names to the left, numbers to the right. */
function columns(table: readonly (readonly string[])[]): readonly string[] {
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table.map((row) =>
    row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
}
