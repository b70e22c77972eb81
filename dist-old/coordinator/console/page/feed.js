import { eventSentence, formatBytes, formatUnits, stageTitles } from './format.js';
/** Lines in order of events. Progress of training is left out: the holders' table shows it. */
export function feedLines(events) {
    const groups = [];
    for (const event of events) {
        if (event.kind === 'member-progress')
            continue;
        const group = groups.at(-1);
        if (group?.[0] !== undefined && areTogether(group[0], event))
            group.push(event);
        else
            groups.push([event]);
    }
    return groups.map(lineOf);
}
function areTogether(first, next) {
    return ((next.kind === 'member-advanced' || next.kind === 'pay-settled' || next.kind === 'holder-joined') &&
        first.kind === next.kind &&
        first.bountyId === next.bountyId &&
        first.round === next.round &&
        first.attempt === next.attempt &&
        first.stage === next.stage);
}
function lineOf(group) {
    const first = group[0];
    const last = group.at(-1);
    const sentence = group.length === 1 ? eventSentence(first) : groupSentence(group);
    return { key: first.sequence, atMs: last.atMs, kind: first.kind, sentence };
}
function groupSentence(group) {
    const first = group[0];
    const who = namesOf(group);
    if (first.kind === 'holder-joined')
        return `${who} joined`;
    if (first.kind === 'pay-settled') {
        const units = group.reduce((sum, event) => sum + BigInt(event.amountUnits ?? '0'), 0n);
        return `${who} earned ${formatUnits(units)} units in round ${first.round ?? 0}`;
    }
    const bytes = group.reduce((sum, event) => sum + (event.bytes ?? 0), 0);
    const stage = (stageTitles[first.stage ?? ''] ?? first.stage ?? '').toLowerCase();
    return `${who} answered “${stage}”${bytes > 0 ? ` with ${formatBytes(bytes)}` : ''}`;
}
/** `a and b`, `a, b and c`, `a, b and 4 others`. */
function namesOf(group) {
    const names = [...new Set(group.map(event => event.organisation ?? 'someone'))];
    if (names.length > 3)
        return `${names.slice(0, 2).join(', ')} and ${names.length - 2} others`;
    const last = names.at(-1) ?? '';
    return names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
//# sourceMappingURL=feed.js.map