import type { SchemaElement } from 'hyparquet';
import { parquetWriteRows, type Writer } from 'hyparquet-writer';

/** How a file gives its pictures: in the row as the hub embeds them, as base64 text, or by path. */
export type FigureForm = 'embedded' | 'base64' | 'path';

export type RowFields = Readonly<Record<string, unknown>>;

const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  repetition_type: 'OPTIONAL',
});
const whole = (name: string): SchemaElement => ({ name, type: 'INT64', repetition_type: 'OPTIONAL' });

const figureSchema: Readonly<Record<FigureForm, readonly SchemaElement[]>> = {
  embedded: [
    { name: 'figure', repetition_type: 'OPTIONAL', num_children: 2 },
    { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    text('path'),
  ],
  base64: [text('figure')],
  path: [text('figure')],
};

const common = [
  ...['country', 'city', 'type', 'difficulty_city', 'difficulty_question', 'station_1', 'station_2', 'json'].map(text),
  ...['city_line_count', 'city_transfer_count', 'question_transfer_count'].map(whole),
];

/** Columns besides the figure: of ReasonMap-Plus, of ReasonMap, and of ReasonMap-Train with right answers in full. */
const columns = {
  answered: [...common, text('question'), whole('answer')],
  planned: [...common, text('question_short'), text('question_long'), text('routes')],
  trained: [...common, text('question'), whole('answer'), text('routes'), text('solution')],
} as const;

export type PublishedColumns = keyof typeof columns;

function schemaOf(form: FigureForm, which: PublishedColumns): SchemaElement[] {
  return [{ name: 'root', num_children: columns[which].length + 1 }, ...figureSchema[form], ...columns[which]];
}

/** A file of published rows: what its rows give and how. */
export interface PublishedFile<Rows> {
  readonly figure: FigureForm;
  readonly columns: PublishedColumns;
  readonly rowGroupSize: number;
  readonly rows: Rows;
}

/**
 * Writes a parquet file in the schema of the published datasets, a row group in memory at a time. Where rows are given at once the
 * file is written when this returns.
 */
export async function writePublished(
  writer: Writer,
  { figure, columns: which, rowGroupSize, rows }: PublishedFile<Iterable<RowFields> | AsyncIterable<RowFields>>,
): Promise<void> {
  await parquetWriteRows({
    writer,
    rows,
    columns: ['figure', ...columns[which].map(({ name }) => name)].map((name) => ({ name })),
    schema: schemaOf(figure, which),
    rowGroupSize,
    pageSize: 64 * 1_024,
  });
}
