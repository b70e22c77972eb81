/** The figures of the comparisons with programs in Python: one client's masking, and whole rounds of Flower itself. */
import { maskingHere, roundingAndMasking } from './bench-client.js';
import { runPeer } from './bench-peers.js';
import { playRound, thresholdOf } from './bench-round.js';
import { memberOf, milliseconds, neighboursIn, noted, ratio, say, timedBits, } from './bench-run.js';
import { median } from './measure.js';
/** One client's masking in both languages, with the few neighbours and with the many. */
export async function benchPeerClients(bench, program) {
    const few = await benchPeerClient(bench, program, bench.few);
    const many = await benchPeerClient(bench, program, bench.many);
    return {
        clientRatio: ratio(few.theirs, few.ours),
        clientMs: few.theirs,
        oursMs: few.ours,
        clientRatioK100: ratio(many.theirs, many.ours),
        clientK100Ms: many.theirs,
        oursK100Ms: many.ours,
    };
}
async function benchPeerClient(bench, program, group) {
    const { options, sizes } = bench;
    const { dimension } = sizes;
    const neighbours = neighboursIn(group);
    say(options, `masking beside ${program}.py: ${neighbours} neighbours`);
    // The one rounds reals first, the other is given integers.
    const prepare = program === 'flower' ? roundingAndMasking : maskingHere;
    const work = prepare(memberOf(group), dimension, timedBits);
    const ours = [];
    const theirs = [];
    for (let turn = 0; turn < sizes.turns; turn++) {
        ours.push(await work(), await work());
        const request = { work: 'client', neighbours, dimension };
        const asked = await runPeer(options.python, program, request);
        const answer = noted(bench, `${program} client`, asked);
        if (answer !== null)
            theirs.push(answer.seconds);
    }
    return {
        ours: milliseconds(median(ours)),
        theirs: theirs.length === 0 ? null : milliseconds(median(theirs)),
    };
}
/** Whole rounds of Flower's SecAgg+ and of Parley, in turns; null, with its reason noted, where Flower is not installed. */
export async function benchFlowerRounds(bench) {
    const rounds = [];
    for (const shape of bench.sizes.rounds) {
        const round = await benchFlowerRound(bench, shape);
        if (round === null)
            return null;
        rounds.push(round);
    }
    const [first, ...others] = rounds;
    return { ...first, others };
}
async function benchFlowerRound(bench, shape) {
    const { options, sizes } = bench;
    const { clients, dimension, dropouts, lostBefore } = shape;
    say(options, `a round beside Flower: ${clients} clients, ${dropouts} lost before "${lostBefore}"`);
    const request = { ...shape, threshold: thresholdOf(shape) };
    const ours = [];
    const theirs = [];
    for (let turn = 0; turn < Math.min(3, sizes.turns); turn++) {
        const asked = await runPeer(options.flowerPython, 'flower_round', request);
        const answer = noted(bench, 'flower round', asked);
        if (answer === null)
            return null;
        theirs.push(answer);
        ours.push(playRound(shape));
    }
    const flowerSeconds = median(theirs.map(({ seconds }) => seconds));
    const parleySeconds = median(ours.map(({ seconds }) => seconds));
    const flowerCompleted = theirs.every(({ completed }) => completed);
    return {
        ...{ clients, dimension, dropouts, lostBefore },
        flowerVersion: theirs[0].version,
        flowerSeconds,
        parleySeconds,
        // A round that came to nothing took no time worth comparing.
        ratio: flowerCompleted ? flowerSeconds / parleySeconds : null,
        flowerCompleted,
        flowerExact: theirs.every(({ exact }) => exact),
        flowerFault: theirs.find(({ fault }) => fault !== null)?.fault ?? null,
        parleyCompleted: ours.every(({ completed }) => completed),
        parleyExact: ours.every(({ exact }) => exact),
        flowerSentBytes: theirs[0].sentBytes,
        parleySentBytes: ours[0].sentBytes,
    };
}
//# sourceMappingURL=peer-figures.js.map