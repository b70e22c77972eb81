/** The client's figures: the masking step beside openssl, in three rings, on this thread and on worker threads. */
import { openExpansionWorkers } from '../../aggregation/index.js';
import { keystreamBytes, maskingByWorkers, maskingHere, maskingParts } from './bench-client.js';
import { opensslSpeed } from './bench-peers.js';
import { memberOf, milliseconds, neighboursIn, noted, ratio, say, timedBits, } from './bench-run.js';
import { interleaved, median, repeated } from './measure.js';
export async function benchClient(bench) {
    const one = openExpansionWorkers({ workers: 1 });
    const two = openExpansionWorkers({ workers: 2 });
    try {
        const k20 = await benchBesideOpenssl(bench);
        return {
            k20,
            ...(await benchRings(bench)),
            ...(await benchWorkers(bench, one, two)),
            cases: await maskingCases(bench, two),
        };
    }
    finally {
        await Promise.all([one.close(), two.close()]);
    }
}
async function benchBesideOpenssl(bench) {
    const { few, sizes } = bench;
    const neighbours = neighboursIn(few);
    say(bench.options, `masking beside openssl: ${neighbours} neighbours, ${sizes.dimension} coordinates`);
    const bytes = keystreamBytes(neighbours, sizes.dimension, timedBits);
    const work = maskingHere(memberOf(few), sizes.dimension, timedBits);
    const turns = await besideOpenssl(bench, work);
    const ratios = turns.flatMap(({ seconds, speed }) => (speed === null ? [] : [bytes / seconds / speed]));
    const speeds = turns.flatMap(({ speed }) => (speed === null ? [] : [speed]));
    const parts = await interleaved(4 * sizes.turns, maskingParts(memberOf(few), sizes.dimension, timedBits));
    return {
        ratioToOpenssl: medianOrNull(ratios),
        leastRatio: ratios.length === 0 ? null : Math.min(...ratios),
        mostRatio: ratios.length === 0 ? null : Math.max(...ratios),
        turns: turns.length,
        milliseconds: milliseconds(median(turns.map(({ seconds }) => seconds))),
        opensslBytesPerSecond: medianOrNull(speeds),
        parts: {
            checkMs: milliseconds(parts.check),
            keysMs: milliseconds(parts.keys),
            masksMs: milliseconds(parts.masks),
            sealMs: milliseconds(parts.seal),
        },
    };
}
/**
 * Masking, repeated, and a second of openssl, in turns. Both by the wall clock, so that what else the machine does slows both
 * alike, and a ratio is taken within a turn.
 */
async function besideOpenssl(bench, masking) {
    const turns = [];
    // The first runs are the compiler's and the page table's.
    await repeated(bench.sizes.maskingMs / 4, masking);
    for (let turn = 0; turn < bench.sizes.turns; turn++) {
        const speed = noted(bench, 'openssl', await opensslSpeed());
        turns.push({ seconds: median(await repeated(bench.sizes.maskingMs, masking)), speed });
    }
    return turns;
}
function medianOrNull(values) {
    return values.length === 0 ? null : median(values);
}
/**
 * With many neighbours and long vectors, where the step is masks: agreements cost the same in both rings, and the hash and
 * the check of the input are no fewer operations in the narrow one.
 */
async function benchRings(bench) {
    const { many, sizes } = bench;
    say(bench.options, `masking in two rings: ${neighboursIn(many)} neighbours, ${sizes.longDimension} coordinates`);
    const { wide, narrow } = await interleaved(2 * sizes.turns, {
        wide: maskingHere(memberOf(many), sizes.longDimension, 32),
        narrow: maskingHere(memberOf(many), sizes.longDimension, 16),
    });
    return {
        b16SpeedUp: wide / narrow,
        b16: { b32Milliseconds: milliseconds(wide), b16Milliseconds: milliseconds(narrow) },
    };
}
async function benchWorkers(bench, one, two) {
    const { many, sizes } = bench;
    say(bench.options, 'masking on one worker thread and on two');
    const seconds = await interleaved(sizes.turns, {
        one: maskingByWorkers(memberOf(many), sizes.longDimension, timedBits, one),
        two: maskingByWorkers(memberOf(many), sizes.longDimension, timedBits, two),
    });
    return {
        twoWorkerSpeedUp: seconds.one / seconds.two,
        twoWorkers: {
            oneMilliseconds: milliseconds(seconds.one),
            twoMilliseconds: milliseconds(seconds.two),
        },
    };
}
async function maskingCases(bench, two) {
    const cases = [];
    for (const group of [bench.few, bench.many]) {
        for (const dimension of [bench.sizes.dimension, bench.sizes.longDimension]) {
            say(bench.options, `masking: ${neighboursIn(group)} neighbours, ${dimension} coordinates, three rings`);
            for (const bits of [16, 24, 32])
                cases.push(...(await casesOf(bench, group, dimension, bits, two)));
        }
    }
    return cases;
}
async function casesOf(bench, group, dimension, bits, two) {
    const speed = noted(bench, 'openssl', await opensslSpeed());
    const client = memberOf(group);
    const neighbours = neighboursIn(group);
    const turns = dimension === bench.sizes.dimension ? bench.sizes.turns : Math.min(3, bench.sizes.turns);
    const seconds = await interleaved(turns, {
        here: maskingHere(client, dimension, bits),
        workers: maskingByWorkers(client, dimension, bits, two),
    });
    const bytes = keystreamBytes(neighbours, dimension, bits);
    const caseOf = (workers, took) => ({
        ...{ neighbours, dimension, bits, workers },
        milliseconds: milliseconds(took),
        ratioToOpenssl: ratio(bytes / took, speed),
    });
    return [caseOf(0, seconds.here), caseOf(2, seconds.workers)];
}
//# sourceMappingURL=masking-figures.js.map