import { table } from './output.js';
export function outcomeText(experiment, { variants, targets }) {
    // Of the usual targets, those that some variant came to, and the experiment's own.
    const shown = targets.filter(at => at === experiment.target?.at || variants.some(({ roundsTo }) => roundsTo[String(at)] != null));
    const head = [
        ...['variant', 'seeds', 'rounds', 'best', 'final'],
        ...shown.map(at => `rounds to ${Number((100 * at).toFixed(6))} %`),
        ...['s/round', 'published'],
    ];
    const rows = variants.map(variant => [
        ...[variant.variant, String(variant.seeds.length), numberText(variant.rounds)],
        ...[shareText(variant.bestAccuracy), shareText(variant.finalAccuracy)],
        ...shown.map(at => numberText(variant.roundsTo[String(at)] ?? null)),
        ...[variant.secondsPerRound?.toPrecision(2) ?? '-', publishedText(variant)],
    ]);
    const right = head.map((_, column) => column).slice(1, -1);
    return [table(head, rows, right), 'Medians over the seeds.', maskingText(experiment)].join('\n');
}
function maskingText({ masking, transport }) {
    return masking === 'on'
        ? `masking on, ${transport === 'grpc' ? 'over gRPC' : 'in memory'}: only masked updates were summed`
        : 'masking off: updates were summed in the clear in this process; masked sums are exact and come to the same models';
}
function publishedText({ published }) {
    return published
        .map(({ figure, value }) => {
        const percent = /^roundsTo(.+)$/.exec(figure)?.[1];
        if (percent !== undefined)
            return `${value} rounds to ${percent} %`;
        return `${figure === 'bestAccuracy' ? 'best' : 'final'} ${shareText(value)}`;
    })
        .join(', ');
}
function numberText(value) {
    return value === null ? '-' : String(value);
}
function shareText(share) {
    return share === null ? '-' : `${(100 * share).toFixed(2)} %`;
}
export function presetsText(presets) {
    const rows = Object.entries(presets).map(([name, { reproduces, takes }]) => [name, takes, reproduces]);
    return table(['preset', 'takes', 'reproduces'], rows);
}
export function replayedText({ run, lines, isIdentical, difference, failure }) {
    if (failure !== undefined)
        return `${run}: could not be played again: ${failure.message}`;
    if (isIdentical || difference === undefined)
        return `${run}: identical, ${lines} lines`;
    const { line, fields, stored, played } = difference;
    const what = stored === null
        ? 'is missing in the file'
        : played === null
            ? 'is not among those that were played'
            : `differs${fields.length === 0 ? '' : ` in ${fields.join(', ')}`}`;
    const told = (text) => (text === null ? '(none)' : text);
    return `${run}: line ${line} ${what}\n  stored ${told(stored)}\n  played ${told(played)}`;
}
//# sourceMappingURL=simulate-text.js.map