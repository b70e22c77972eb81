/** What a report says of one column, put together from its values as they go by. */
import { imputedValue, placeNames } from '../feature-schema.js';
import { quantileShares } from './report.js';
import { isSuspicious, openRunningSummary } from './running-summary.js';
/** Share of missing values from which a column says next to nothing. */
const mostlyMissing = 0.9;
const mostCodes = 50;
export function openColumnCollector(feature) {
    const missing = new Map();
    const gathered = openGathered(feature);
    const missingCount = () => [...missing.values()].reduce((sum, count) => sum + count, 0);
    return {
        value: gathered.add,
        missing: code => {
            const key = missing.has(code) || missing.size < mostCodes ? code : '(others)';
            missing.set(key, (missing.get(key) ?? 0) + 1);
        },
        report: () => ({
            name: feature.name,
            kind: feature.kind,
            present: gathered.count(),
            missing: countsOf(missing),
            imputed: imputationOf(feature, missingCount()),
            ...gathered.parts(),
        }),
        warnings: records => [...missingWarnings(feature, missingCount(), records), ...gathered.warnings()],
    };
}
export function countsOf(counts) {
    return [...counts].map(([value, count]) => ({ value, count }));
}
function imputationOf(feature, count) {
    const { impute } = feature;
    if (impute === undefined)
        return undefined;
    return { by: impute, value: imputedValue(feature), count };
}
function missingWarnings({ name }, missing, records) {
    if (records === 0 || missing < mostlyMissing * records)
        return [];
    const share = missing === records ? 'every record' : `${missing} of ${records} records`;
    const message = `is missing in ${share}: nearly all its values are imputed. Is the column exported?`;
    return [{ kind: 'mostly-missing', column: name, message }];
}
function openGathered(feature) {
    return feature.kind === 'number' || feature.kind === 'date'
        ? gatherNumbers(feature)
        : gatherPlaces(feature.name, placeNames(feature));
}
function gatherPlaces(name, names) {
    const counts = names.map(() => 0);
    const count = () => counts.reduce((sum, one) => sum + one, 0);
    return {
        add: value => {
            counts[value] += 1;
        },
        count,
        parts: () => ({
            numbers: undefined,
            values: names.map((value, place) => ({ value, count: counts[place] })),
        }),
        warnings: () => {
            const present = count();
            const only = names.find((_, place) => counts[place] === present);
            return present > 1 && only !== undefined && names.length > 1 ? [constant(name, `"${only}"`)] : [];
        },
    };
}
function gatherNumbers(feature) {
    const running = openRunningSummary(feature.name);
    const isDate = feature.kind === 'date';
    return {
        add: running.add,
        count: () => running.summary()?.count ?? 0,
        parts: () => ({ numbers: numbersOf(running.summary(), isDate), values: undefined }),
        warnings: () => {
            const summary = running.summary();
            if (summary === undefined || summary.count < 2)
                return [];
            if (summary.minimum.value === summary.maximum.value)
                return [constant(feature.name, String(written(summary.minimum.value, isDate)))];
            return isDate ? [] : suspicions(feature.name, summary);
        },
    };
}
function constant(column, value) {
    return {
        kind: 'constant',
        column,
        message: `is ${value} in every record that has it: a model learns nothing from it here`,
    };
}
function numbersOf(summary, isDate) {
    if (summary === undefined)
        return undefined;
    return {
        minimum: written(summary.minimum.value, isDate),
        maximum: written(summary.maximum.value, isDate),
        mean: written(summary.mean, isDate),
        deviation: summary.deviation,
        quantiles: quantileShares.map(share => written(summary.quantile(share), isDate)),
    };
}
function written(value, isDate) {
    return isDate ? new Date(Math.round(value) * 86_400_000).toISOString().slice(0, 10) : value;
}
/** A guess, and told as one. */
function suspicions(column, summary) {
    const spread = summary.quantile(0.75) - summary.quantile(0.25);
    return [summary.minimum, summary.maximum]
        .filter(extreme => isSuspicious(extreme, spread))
        .map(({ value, count, next }) => ({
        kind: 'suspicious-value',
        column,
        message: `is ${value} in ${count} records and next to it ${next}: if ${value} means missing, declare missing: [${value}]`,
    }));
}
//# sourceMappingURL=column-collector.js.map