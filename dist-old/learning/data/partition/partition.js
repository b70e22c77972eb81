/**
 * Cuts one dataset among holders, for demonstrations and experiments. Every example goes to at most one holder, to
 * exactly one unless the scheme says otherwise (`labels`, `power-law`), and the same seed gives the same cut.
 */
import { openSeededRandom } from '../../seeded-random.js';
import { columnCut, columnValues, requireKeys } from './column.js';
import { examplesByLabel } from './cut.js';
import { dirichletCut } from './dirichlet.js';
import { iidCut } from './iid.js';
import { labelsCut } from './labels.js';
import { meetMinimum } from './meet-minimum.js';
import { PartitionError, requireWhole } from './partition-error.js';
import { powerLawCut } from './power-law.js';
import { quantityCut } from './quantity.js';
import { shardsCut } from './shards.js';
/** Draws made before a cut that leaves holders short is refused. */
const mostDraws = 100;
/**
 * The examples of each holder, as ascending indices into `labels`. Throws `PartitionError` for a setting that makes no
 * sense, for more holders than there is data for, and, unless examples are to be moved, for a cut that leaves a holder
 * with less than the minimum; it names the setting and the nearest value that would do.
 */
export function partition(labels, scheme, options) {
    const demand = demandOf(labels, scheme, options);
    const cut = openCut(scheme, demand, options);
    const random = () => openSeededRandom(options.seed, `partition ${scheme.kind}`);
    const isMended = options.whenShort === 'move' && scheme.kind !== 'column';
    const parts = isMended ? drawAndMend(cut, demand, random()) : drawEnough(cut, demand, options, random);
    return parts.map(part => Int32Array.from(part).sort());
}
function demandOf(labels, scheme, options) {
    const { minimumExamples } = options;
    requireWhole('minimumExamples', minimumExamples, 0, Number.MAX_SAFE_INTEGER);
    const holders = scheme.kind === 'column' ? valuesOf(scheme.column, labels, options) : options.holders;
    if (holders === undefined)
        throw new PartitionError('holders', `how many is not said, for ${scheme.kind}`);
    requireWhole('holders', holders, 1, Number.MAX_SAFE_INTEGER);
    const demand = { labels, byLabel: examplesByLabel(labels), holders, minimumExamples };
    if (scheme.kind !== 'column')
        requireEnough(demand);
    return demand;
}
/** As many holders as values; another number asked for is refused. */
function valuesOf(column, labels, options) {
    const count = columnValues(requireKeys(column, options.keys, labels.length)).length;
    if (options.holders === undefined || options.holders === count)
        return count;
    const reason = `"${column}" has ${count} values, a holder each, not ${options.holders}`;
    throw new PartitionError('holders', reason, count);
}
function requireEnough({ labels, holders, minimumExamples }) {
    if (holders * minimumExamples <= labels.length)
        return;
    const most = Math.floor(labels.length / minimumExamples);
    const reason = `${labels.length} examples cannot give ${holders} holders ${minimumExamples} each`;
    const remedy = most > 0 ? `; at most ${most}` : '; lower minimumExamples';
    throw new PartitionError('holders', reason + remedy, most > 0 ? most : undefined);
}
function openCut(scheme, demand, { keys = [] }) {
    switch (scheme.kind) {
        case 'iid':
            return iidCut(demand);
        case 'shards':
            return shardsCut(demand, scheme.shardsPerHolder);
        case 'dirichlet':
            return dirichletCut(demand, scheme);
        case 'quantity':
            return quantityCut(demand, scheme.alpha);
        case 'labels':
            return labelsCut(demand, scheme.labelsPerHolder);
        case 'power-law':
            return powerLawCut(demand, scheme);
        case 'column':
            return columnCut(demand, keys);
    }
}
function drawAndMend(cut, { minimumExamples }, random) {
    const parts = cut.draw(random);
    meetMinimum(parts, minimumExamples, random);
    return parts;
}
function drawEnough(cut, demand, options, random) {
    const drawn = drawRepeatedly(cut, demand, random());
    if (drawn.short.length === 0)
        return drawn.parts;
    // Found as `partition` would go about it, from the same seed, so that what is named does work.
    const nearest = cut.lever?.others.find(value => {
        const other = openCut(cut.lever.change(value), demand, options);
        return drawRepeatedly(other, demand, random()).short.length === 0;
    });
    throw refusal(cut, demand, drawn.short, nearest);
}
/** The first draw that leaves nobody short, or the one that leaves fewest. */
function drawRepeatedly(cut, { minimumExamples }, random) {
    let best;
    for (let draw = 0; draw < (cut.isChancy ? mostDraws : 1); draw++) {
        const parts = cut.draw(random);
        const short = parts.map(({ length }) => length).filter(size => size < minimumExamples);
        if (best === undefined || short.length < best.short.length)
            best = { parts, short };
        if (short.length === 0)
            break;
    }
    return best;
}
function refusal({ lever, isChancy }, { holders, minimumExamples }, short, nearest) {
    const draws = isChancy ? ` in the best of ${mostDraws} draws` : '';
    const what = `leaves ${short.length} of ${holders} holders with fewer than ${minimumExamples} examples${draws}`;
    if (lever === undefined) {
        const least = short.reduce((smallest, size) => Math.min(smallest, size));
        return new PartitionError('minimumExamples', `the data ${what}; at most ${least}`, least);
    }
    return new PartitionError(lever.field, `${lever.value} ${what}; ${remedyOf(lever, nearest)}`, nearest);
}
function remedyOf({ others }, nearest) {
    if (nearest !== undefined)
        return `${nearest} is the nearest that does not`;
    const tried = others.length > 0 ? `so does any other up to ${others.at(-1)}` : 'no other would help';
    return `${tried}: lower holders or minimumExamples`;
}
//# sourceMappingURL=partition.js.map