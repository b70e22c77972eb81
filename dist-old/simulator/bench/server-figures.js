/** The coordinator's figures: unmasking beside the calls of Flower, and memory by the size of the group. */
import { openUnmaskingGroup } from './bench-group.js';
import { runPeer } from './bench-peers.js';
import { milliseconds, noted, ratio, say, wireBits } from './bench-run.js';
import { aggregationPeakBytes, unmasking } from './bench-server.js';
import { median } from './measure.js';
export async function benchServer(bench) {
    const { few, many } = bench.sizes;
    const n21 = await benchUnmasking(bench, bench.few, few.dropped, true);
    // The whole of it takes the baseline minutes: one part of each kind is measured and multiplied.
    const n101 = await benchUnmasking(bench, bench.many, many.dropped, false);
    const memory = benchMemory(bench);
    return {
        server: {
            unmaskN21Ms: milliseconds(n21.ours),
            unmaskN101Ms: milliseconds(n101.ours),
            memoryRatioN200toN5: memory.n200PeakBytes / memory.n5PeakBytes,
            memory,
        },
        unmaskFlower: {
            unmaskRatioN21: ratio(n21.flower?.seconds ?? null, n21.ours),
            unmaskRatioN101: ratio(n101.flower?.seconds ?? null, n101.ours),
            unmaskN21: n21.flower,
            unmaskN101: n101.flower,
        },
    };
}
function benchMemory({ options, sizes }) {
    say(options, `memory of the coordinator: ${sizes.memoryMembers.join(' and ')} members`);
    const [few, many] = sizes.memoryMembers;
    const seen = { few: [], many: [] };
    for (let turn = 0; turn < sizes.turns; turn++) {
        seen.few.push(aggregationPeakBytes(few, sizes.dimension, wireBits));
        seen.many.push(aggregationPeakBytes(many, sizes.dimension, wireBits));
    }
    return { n5PeakBytes: median(seen.few), n200PeakBytes: median(seen.many) };
}
async function benchUnmasking(bench, group, dropped, whole) {
    const { options, sizes } = bench;
    const members = group.members.length;
    say(options, `unmasking: ${members} members, ${dropped} lost`);
    const work = unmasking(openUnmaskingGroup(group, dropped));
    const { dimension } = sizes;
    const { threshold } = group;
    const sampled = options.quick ? { streams: 1, secrets: 1 } : { streams: 20, secrets: 1 };
    const request = { work: 'unmask', members, dropped, threshold, dimension, ...(whole ? {} : sampled) };
    const ours = [];
    const theirs = [];
    for (let turn = 0; turn < Math.min(3, sizes.turns); turn++) {
        ours.push(await work(), await work());
        const asked = await runPeer(options.python, 'flower', request);
        const answer = noted(bench, 'flower unmasking', asked);
        if (answer !== null)
            theirs.push(answer);
    }
    const middle = theirs.sort((left, right) => left.seconds - right.seconds)[Math.floor(theirs.length / 2)];
    return { ours: median(ours), flower: middle ?? null };
}
//# sourceMappingURL=server-figures.js.map