/**
 * A dataset card: what a holder may show others of its records without showing one. Counts by class and missing values
 * tell about a small group what they tell about any: read a card before it is given away.
 */
import { toHex } from '../../aggregation/crypto/index.js';
/** The card of data that fits its schema, to be completed by hand. */
export function makeDatasetCard(name, madeAtMs, schema, report, commitment) {
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
    };
}
/** The card as a page of Markdown. */
export function datasetCardMarkdown(card) {
    const { consent } = card;
    const share = (count) => `${((100 * count) / Math.max(1, card.records)).toFixed(1)} %`;
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
            markdownTable([card.schema.label.name, 'records', 'share'], card.classes.map(({ value, count }) => [value, String(count), share(count)])),
            '',
            `${card.duplicates} are equal to an earlier one in everything the schema names.`,
        ]),
        ...(card.missing.length === 0 ? [] : [section('Missing values', [missingTable(card, share)])]),
        section('Commitment', [
            `- Root: \`${card.commitment.root}\``,
            `- Leaves: ${card.commitment.examples}, one a record`,
            `- How: ${card.commitment.algorithm}`,
        ]),
    ].join('\n\n')}\n`;
}
function missingTable({ missing }, share) {
    const rows = missing.map(({ column, missing: count, imputedBy }) => [
        column,
        String(count),
        share(count),
        imputedBy,
    ]);
    return markdownTable(['column', 'missing', 'share', 'imputed by'], rows);
}
function orToFill(text, what) {
    return text === '' ? `_(to fill in: ${what})_` : text;
}
function section(title, lines) {
    return `## ${title}\n\n${lines.join('\n')}`;
}
function markdownTable(head, rows) {
    const line = (cells) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
//# sourceMappingURL=card.js.map