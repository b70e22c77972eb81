import test from 'ava';
import { feedLines } from '../../../../coordinator/console/page/feed.js';
function numbered(...news) {
    return news.map((event, index) => ({
        round: 1,
        attempt: 1,
        sequence: 10 + index,
        atMs: 1_000 + index,
        ...event,
    }));
}
const answer = (organisation, more = {}) => ({
    kind: 'member-advanced',
    stage: 'input',
    organisation,
    ...more,
});
const sentences = (...news) => feedLines(numbered(...news)).map(line => line.sentence);
test('answers to one stage that follow one another are one line, with their bytes together', t => {
    t.deepEqual(sentences(answer('a', { bytes: 600 }), answer('b', { bytes: 700 })), [
        'a and b answered “train and mask” with 1.3 KiB',
    ]);
    t.deepEqual(sentences(answer('a'), answer('b'), answer('c')), ['a, b and c answered “train and mask”']);
    t.deepEqual(sentences(answer('a'), answer('b'), answer('c'), answer('d')), [
        'a, b and 2 others answered “train and mask”',
    ]);
});
test('progress between two answers does not part them, and has no line of its own', t => {
    const progress = { kind: 'member-progress', organisation: 'b', permille: 500 };
    t.deepEqual(sentences(answer('a'), progress, answer('b')), ['a and b answered “train and mask”']);
});
test('another stage, round, attempt, bounty or kind begins a new line', t => {
    for (const more of [{ stage: 'unmask' }, { round: 2 }, { attempt: 2 }, { bountyId: 'ff' }])
        t.is(sentences(answer('a'), answer('b', more)).length, 2, JSON.stringify(more));
    const drop = { kind: 'member-dropped', stage: 'input', organisation: 'c', reason: 'silent' };
    t.is(sentences(answer('a'), drop, answer('b')).length, 3);
});
test('two dropouts are two lines', t => {
    const drop = (organisation) => ({ kind: 'member-dropped', stage: 'input', organisation });
    t.is(sentences(drop('a'), drop('b')).length, 2);
});
test('pays of a round are summed to the unit', t => {
    const pay = (organisation, amountUnits) => ({
        kind: 'pay-settled',
        organisation,
        amountUnits,
    });
    t.deepEqual(sentences(pay('a', '9007199254740993'), pay('b', '1')), [
        'a and b earned 9,007,199,254,740,994 units in round 1',
    ]);
});
test('a line keeps its key while it grows, and takes the time of its latest event', t => {
    const [one] = feedLines(numbered(answer('a')));
    const [two] = feedLines(numbered(answer('a'), answer('b')));
    t.is(one?.key, two?.key);
    t.is(two?.atMs, 1_001);
});
//# sourceMappingURL=feed.test.js.map