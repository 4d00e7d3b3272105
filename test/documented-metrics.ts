import { readFile } from 'node:fs/promises';

/** A row of a table of docs/metrics.md. */
export interface DocumentedMetric {
  /** May have places such as `<kind>`. */
  readonly name: string;
  /** Empty where every line of its sort has the metric. */
  readonly onlyWhere: string;
}

/** The tables of docs/metrics.md, by the headings they stand under. */
export async function documentedMetrics(): Promise<Readonly<Record<string, readonly DocumentedMetric[]>>> {
  const page = await readFile(new URL('../docs/metrics.md', import.meta.url), 'utf8');
  const sections = page.split(/^## /m).slice(1);
  return Object.fromEntries(
    sections.map((section) => {
      const rows = [...section.matchAll(/^\| `([^`]+)` *\|.*\|([^|]*)\|$/gm)];
      return [
        section.split('\n')[0]!,
        rows.map(([, name, onlyWhere]) => ({ name: name!, onlyWhere: onlyWhere!.trim() })),
      ];
    }),
  );
}

/** Whether a metric has a documented name. */
export function isNamed(documented: string, name: string): boolean {
  const pattern = documented.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll(/<\w+>/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(name);
}
