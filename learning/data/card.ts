/**
 * A dataset card: what a holder may show others of its records without showing one. Counts by class and missing values
 * tell about a small group what they tell about any: read a card before it is given away.
 */
import { toHex } from '../../aggregation/crypto/index.ts'
import type { DatasetCommitment } from './commitment.ts'
import type { Count, DataReport } from './report/report.ts'
import type { DataSchema } from './schema.ts'

export interface DatasetCard {
  readonly version: 1
  readonly name: string
  /** The fields that only the holder can fill in are empty. */
  readonly description: string
  readonly contact: string
  readonly licence: string
  readonly consent: { readonly basis: string; readonly purposes: readonly string[]; readonly until: string }
  /** YYYY-MM-DD. */
  readonly made: string
  readonly records: number
  readonly classes: readonly Count[]
  readonly missing: readonly CardColumn[]
  readonly duplicates: number
  readonly schema: DataSchema
  /** See `commitDataset`: as many leaves as records, each under a salt that the holder keeps. */
  readonly commitment: { readonly root: string; readonly examples: number; readonly algorithm: string }
}

export interface CardColumn {
  readonly column: string
  readonly missing: number
  readonly imputedBy: string
}

/** The card of data that fits its schema, to be completed by hand. */
export function makeDatasetCard(
  name: string,
  madeAtMs: number,
  schema: DataSchema,
  report: DataReport,
  commitment: DatasetCommitment,
): DatasetCard {
  return {
    version: 1,
    name,
    description: '',
    contact: '',
    licence: '',
    consent: { basis: '', purposes: [], until: '' },
    made: new Date(madeAtMs).toISOString().slice(0, 10),
    records: commitment.examples,
    classes: report.label.classes,
    missing: report.columns.map(({ name: column, missing, imputed }) => ({
      column,
      missing: missing.reduce((sum, { count }) => sum + count, 0),
      imputedBy: imputed?.by ?? 'nothing',
    })),
    duplicates: report.duplicates?.count ?? 0,
    schema,
    commitment: {
      root: toHex(commitment.root),
      examples: commitment.examples,
      algorithm: 'parley-dataset/v2: salted SHA-256 leaves in an RFC 9162 tree, and their number',
    },
  }
}

/** The card as a page of Markdown. */
export function datasetCardMarkdown(card: DatasetCard): string {
  const { consent } = card
  const share = (count: number) => `${((100 * count) / Math.max(1, card.records)).toFixed(1)} %`
  return `${[
    `# ${card.name}`,
    orToFill(card.description, 'what was recorded, where, when, of whom, for what'),
    section('Use', [
      `- Licence: ${orToFill(card.licence, 'who may use it for what')}`,
      `- Consent: ${orToFill(consent.basis, 'legal basis or form of consent')}`,
      `- Purposes: ${orToFill(consent.purposes.join(', '), 'allowed purposes')}`,
      `- Until: ${orToFill(consent.until, 'YYYY-MM-DD')}`,
      `- Contact: ${orToFill(card.contact, 'whom to ask')}`,
    ]),
    section(`${card.records} records on ${card.made}`, [
      markdownTable(
        [card.schema.label.name, 'records', 'share'],
        card.classes.map(({ value, count }) => [value, String(count), share(count)]),
      ),
      '',
      `${card.duplicates} are equal to an earlier one in everything the schema names.`,
    ]),
    ...(card.missing.length === 0 ? [] : [section('Missing values', [missingTable(card, share)])]),
    section('Commitment', [
      `- Root: \`${card.commitment.root}\``,
      `- Leaves: ${card.commitment.examples}, one a record`,
      `- How: ${card.commitment.algorithm}`,
    ]),
  ].join('\n\n')}\n`
}

function missingTable({ missing }: DatasetCard, share: (count: number) => string): string {
  const rows = missing.map(({ column, missing: count, imputedBy }) => [
    column,
    String(count),
    share(count),
    imputedBy,
  ])
  return markdownTable(['column', 'missing', 'share', 'imputed by'], rows)
}

function orToFill(text: string, what: string): string {
  return text === '' ? `_(to fill in: ${what})_` : text
}

function section(title: string, lines: readonly string[]): string {
  return `## ${title}\n\n${lines.join('\n')}`
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
