import { percentText, table } from './output.js';
export function dataReportText(report) {
    return [
        summaryText(report),
        faultsText(report),
        warningsText(report),
        classesText(report),
        columnsText(report),
        unreadText(report),
    ]
        .filter(part => part !== '')
        .join('\n\n');
}
function summaryText({ file, format, records, examples, fits, faultCount }) {
    const counted = `${file} (${format}): ${records} records, ${examples} of them can be used.`;
    return fits
        ? `${counted} The data fits.`
        : `${counted} It does not fit: ${faultCount} ${faultCount === 1 ? 'fault' : 'faults'}.`;
}
function faultsText({ faults }) {
    if (faults.length === 0)
        return '';
    return ['What does not fit:', ...faults.flatMap(groupLines)].join('\n');
}
function groupLines(group) {
    const { column, count, fix, samples } = group;
    const where = column === undefined ? '' : `column "${column}": `;
    const times = count === 1 ? '' : ` (${count} times)`;
    const remedy = fix === '' ? '' : ` To mend it: ${fix}.`;
    const rest = count - samples.length;
    return [
        `  ${where}${group.kind.replaceAll('-', ' ')}${times}.${remedy}`,
        ...samples.map(sample => `    ${placeText(sample)}${sample.found}`),
        ...(rest > 0 ? [`    … and ${rest} more`] : []),
    ];
}
function placeText({ file, line, row, member }) {
    if (line !== undefined)
        return `line ${line}: `;
    if (row !== undefined)
        return `row ${row}: `;
    return member === undefined ? `${file}: ` : `member "${member}": `;
}
/** A group of faults in one line, for a log. */
export function faultLine({ column, count, fix, samples }) {
    const [first] = samples;
    const where = column === undefined ? '' : `column "${column}", `;
    const others = count > 1 ? ` (and ${count - 1} more like it)` : '';
    const told = first === undefined ? '' : `${placeText(first)}${first.found}`;
    return `${where}${told}${fix === '' ? '' : `; ${fix}`}${others}. \`parley data check\` lists all faults`;
}
export function warningLine({ column, message }) {
    return column === undefined ? message : `column "${column}" ${message}`;
}
function warningsText({ warnings }) {
    if (warnings.length === 0)
        return '';
    return ['To look at:', ...warnings.map(warning => `  ${warningLine(warning)}`)].join('\n');
}
function classesText({ label, records }) {
    if (records === 0)
        return '';
    const rows = [
        ...label.classes.map(({ value, count }) => [value, String(count), shareText(count, records)]),
        ...label.missing.map(({ value, count }) => [
            `no label: ${value}`,
            String(count),
            shareText(count, records),
        ]),
    ];
    return table([label.name, 'records', 'share'], rows, [1, 2]);
}
function shareText(count, records) {
    return records === 0 ? '' : percentText(count / records);
}
function columnsText({ columns, records }) {
    if (columns.length === 0 || records === 0)
        return '';
    const head = [
        'column',
        'kind',
        'present',
        'missing',
        'imputed by',
        'from … to',
        'mean ± dev.',
        'median / values',
    ];
    return table(head, columns.map(columnRow), [2]);
}
function columnRow(column) {
    const { name, kind, present, missing, imputed, numbers } = column;
    return [
        name,
        kind,
        String(present),
        missing.map(({ value, count }) => `${count} ${value}`).join(', '),
        imputedText(imputed),
        numbers === undefined ? '' : `${short(numbers.minimum)} … ${short(numbers.maximum)}`,
        numbers === undefined ? '' : `${short(numbers.mean)} ± ${short(numbers.deviation)}`,
        valuesText(column),
    ];
}
function imputedText(imputed) {
    if (imputed === undefined || imputed.count === 0)
        return '';
    return imputed.value === undefined ? imputed.by : `${imputed.by} ${imputed.value}`;
}
const valuesShown = 4;
function valuesText({ numbers, values = [] }) {
    if (numbers !== undefined)
        return short(numbers.quantiles[2]);
    const common = [...values].sort((left, right) => right.count - left.count).filter(({ count }) => count > 0);
    const told = common.slice(0, valuesShown).map(({ value, count }) => `${value} ${count}`);
    const rest = common.length - told.length;
    const unseen = values.filter(({ count }) => count === 0).map(({ value }) => value);
    return [
        told.join(', ') + (rest > 0 ? `, … ${rest} more` : ''),
        unseen.length === 0 ? '' : `none of ${unseen.slice(0, valuesShown).join(', ')}`,
    ]
        .filter(part => part !== '')
        .join('; ');
}
function short(value) {
    return typeof value === 'number' ? String(Number(value.toPrecision(4))) : value;
}
function unreadText({ unreadColumns }) {
    if (unreadColumns.length === 0)
        return '';
    const names = unreadColumns.slice(0, 20).join(', ');
    const rest = unreadColumns.length > 20 ? `, … ${unreadColumns.length - 20} more` : '';
    return `Not asked for, and not read: ${names}${rest}.`;
}
//# sourceMappingURL=data-report-text.js.map