/**
 * `parley bench secure-aggregation`: what the protocol costs on this machine, each figure beside what it is compared
 * with, measured in turns. The product's own steps are measured, no private loop.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { combineShares, expansionEngine, generateSigner, packedLength, splitSecret, systemRandom, verifySignature, } from '../../aggregation/index.js';
import { openMaskingGroup, openUnmaskingGroup } from './bench-group.js';
import { goalsOf } from './bench-report.js';
import { fullSizes, milliseconds, neighboursIn, quickSizes, say, timedBits, wireBits, } from './bench-run.js';
import { benchClient } from './masking-figures.js';
import { interleaved, timed } from './measure.js';
import { benchFlowerRounds, benchPeerClients } from './peer-figures.js';
import { benchServer } from './server-figures.js';
/** Measures everything. */
export async function benchSecureAggregation(options) {
    const startMs = options.nowMs();
    const bench = openBench(options);
    const client = await benchClient(bench);
    const { server, unmaskFlower } = await benchServer(bench);
    const measured = {
        machine: machineOf(options.python),
        measuredAt: new Date(startMs).toISOString(),
        quick: options.quick,
        openssl: { bytesPerSecond: client.k20.opensslBytesPerSecond },
        client,
        shamir: await benchSharing(bench),
        signatures: await benchSignatures(bench),
        server,
        wire: benchWire(bench),
        peers: {
            flower: { ...(await benchPeerClients(bench, 'flower')), ...unmaskFlower },
            pythonAes: await benchPeerClients(bench, 'python_aes'),
            flowerRound: await benchFlowerRounds(bench),
        },
        missing: bench.missing,
    };
    const report = { ...measured, seconds: (options.nowMs() - startMs) / 1000 };
    return { ...report, goals: goalsOf(report) };
}
function openBench(options) {
    const sizes = options.quick ? quickSizes : fullSizes;
    say(options, `groups of ${sizes.few.members} and ${sizes.many.members} agree on keys`);
    const few = openMaskingGroup(sizes.few.members, sizes.dimension, timedBits);
    const many = openMaskingGroup(sizes.many.members, sizes.dimension, timedBits);
    return { options, sizes, missing: [], few, many };
}
function machineOf(python) {
    const asked = spawnSync(python, ['--version'], { encoding: 'utf8' });
    return {
        processor: cpus()[0]?.model ?? 'unknown',
        cores: availableParallelism(),
        memoryBytes: totalmem(),
        system: `${type()} ${release()}`,
        node: process.versions.node,
        python: asked.status === 0 ? asked.stdout.trim() : null,
        engine: expansionEngine(),
    };
}
const sharedBytes = 32;
const sharing = { holders: 101, threshold: 67 };
const smallTurns = 101;
async function benchSharing(bench) {
    say(bench.options, `sharing among ${sharing.holders}, ${sharing.threshold} to rebuild`);
    const secret = systemRandom.bytes(sharedBytes);
    const points = Array.from({ length: sharing.holders }, (_, i) => i + 1);
    const split = () => splitSecret(secret, sharing.threshold, points, systemRandom);
    const shares = split().slice(-sharing.threshold);
    const seconds = await interleaved(smallTurns, {
        split: () => timed(split),
        combine: () => timed(() => combineShares(shares)),
    });
    return { splitMs: milliseconds(seconds.split), combineMs: milliseconds(seconds.combine) };
}
/** Signatures that the server of a round of 10,000 checks, four of each client. */
const signaturesOfLargeRound = 40_000;
async function benchSignatures(bench) {
    say(bench.options, 'signatures');
    const { signer } = generateSigner(systemRandom);
    const message = systemRandom.bytes(200);
    const signature = signer.sign(message);
    const seconds = await interleaved(smallTurns, {
        sign: () => timed(() => signer.sign(message)),
        verify: () => timed(() => verifySignature(signer.publicKey, message, signature)),
    });
    const { sign, verify } = seconds;
    return {
        signMs: milliseconds(sign),
        verifyMs: milliseconds(verify),
        secondsFor40000: signaturesOfLargeRound * verify,
    };
}
function benchWire(bench) {
    const { dimension, few } = bench.sizes;
    say(bench.options, 'bytes on the wire');
    const group = openMaskingGroup(few.members, dimension, wireBits);
    const { sentBytes } = openUnmaskingGroup(group, few.dropped);
    const packedBytes = packedLength(dimension, wireBits);
    const float32Bytes = 4 * dimension;
    return {
        ratioToFloat32: sentBytes / float32Bytes,
        sentBytes,
        packedBytes,
        allowedBytes: packedBytes + 300 * neighboursIn(group) + 4096,
        float32Bytes,
    };
}
//# sourceMappingURL=secure-aggregation.js.map