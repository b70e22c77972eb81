/** Six holders with tiny tables, a buyer, and a coordinator, in one process. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { generateSigner, parameterVector, sha256, systemRandom, toHex, } from '../../aggregation/index.js';
import { openAgentStore, readPolicy, runAgent, systemClock, } from '../../client/index.js';
import { openStorage } from '../../coordinator/storage/index.js';
import { encodeDatasetBlob } from '../../learning/index.js';
import { bountyIdOf, encodeTerms, termsSigningBytes } from '../../protos/terms.js';
import { openFederation } from '../../simulator/index.js';
export const holderNames = ['alder', 'birch', 'cedar', 'damson', 'elm', 'fir'];
/** Six more, for cohorts that are cut into groups. */
export const moreNames = ['gorse', 'hazel', 'ivy', 'juniper', 'larch', 'maple'];
const allNames = [...holderNames, ...moreNames];
/** Three classes on a line, told apart by two of four columns; the same rule for every holder. */
export function smallDataset(examples, seed) {
    const features = new Float32Array(examples * 4);
    const labels = new Int32Array(examples);
    let state = seed * 2654435761 + 1;
    const next = () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
    };
    for (let i = 0; i < examples; i++) {
        const label = Math.floor(next() * 3);
        labels[i] = label;
        features.set([label === 0 ? 1 : 0, label === 1 ? 1 : 0, next() * 0.1, next() * 0.1], i * 4);
    }
    return { features, labels, examples, featureShape: [4], classes: 3 };
}
/** Plain softmax regression by full-batch descent: what the real trainer does, small enough to read. */
export const plainTrainer = {
    async train({ parameters, dataset, epochs, learningRate, correction }) {
        const { features, labels, examples } = dataset;
        const values = parameters.values.slice();
        for (let step = 0; step < epochs * 20; step++) {
            const gradient = new Float64Array(values.length);
            for (let i = 0; i < examples; i++)
                addGradient(gradient, values, features.subarray(i * 4, i * 4 + 4), labels[i]);
            for (let k = 0; k < values.length; k++)
                values[k] = values[k] - learningRate * (gradient[k] / examples + (correction?.[k] ?? 0));
        }
        const update = values.map((value, k) => value - parameters.values[k]);
        return {
            update: parameterVector(update, parameters.layout),
            examples,
            steps: epochs * 20,
            meanLoss: 0,
            durationMs: 0,
        };
    },
    close: async () => undefined,
};
function addGradient(gradient, values, row, label) {
    const logits = [0, 1, 2].map(unit => row.reduce((sum, x, k) => sum + x * values[k * 3 + unit], values[12 + unit]));
    const top = Math.max(...logits);
    const exponents = logits.map(logit => Math.exp(logit - top));
    const total = exponents.reduce((sum, value) => sum + value, 0);
    for (let unit = 0; unit < 3; unit++) {
        const slope = exponents[unit] / total - (unit === label ? 1 : 0);
        for (let k = 0; k < 4; k++)
            gradient[k * 3 + unit] = gradient[k * 3 + unit] + slope * row[k];
        gradient[12 + unit] = gradient[12 + unit] + slope;
    }
}
export function smallTerms(testSet, examples, change = {}) {
    return {
        version: 1,
        title: 'A small test of everything',
        purpose: 'testing',
        model: { family: 'logistic', inputShape: [4], classes: 3 },
        data: {
            kind: 'table',
            features: ['a', 'b', 'c', 'd'].map(name => ({ name, kind: 'number' })),
            label: { name: 'label', classes: ['x', 'y', 'z'] },
        },
        training: {
            rounds: 3,
            minimumRounds: 3,
            stopAtTarget: false,
            localEpochs: 1,
            batchSize: 10,
            learningRate: 0.5,
            clipNorm: 10,
            range: 2,
            seed: 5,
            ...change,
        },
        acceptance: { metric: 'accuracy', target: 0.9, testSet: { sha256: toHex(sha256(testSet)), examples } },
        cohort: { minimum: 5, maximum: 6, openSeconds: 60, colluders: 1, maximumExamples: 1000 },
        aggregation: {
            suite: 1,
            bits: 24,
            stageSeconds: { advertise: 8, share: 8, input: 20, survivors: 8, unmask: 8 },
            attempts: 3,
        },
        pay: { asset: 'credit', priceUnits: '100003', feeBasisPoints: 250, weightCap: 100 },
    };
}
export function must(answer) {
    if (answer.kind === 'granted')
        return answer.value;
    throw new Error(`refused: ${answer.reason}: ${answer.message}`);
}
/** Opens the federation, enrols everybody and gives the buyer 200,000 units. */
export async function openCast(storage, names = holderNames, silenceMs) {
    const folder = await mkdtemp(join(tmpdir(), 'parley-cast-'));
    const coordinatorSigner = generateSigner(systemRandom).signer;
    const operatorSigner = generateSigner(systemRandom).signer;
    const federation = await openFederation({
        folder,
        storage,
        signer: coordinatorSigner,
        operator: operatorSigner,
        ...(silenceMs === undefined ? {} : { silenceMs }),
    });
    const buyer = await federation.enrol('acme', 'buyer');
    must(await federation.operatorPort.deposit({ organisation: 'acme', amountUnits: 200000n, memo: '' }, { idempotencyKey: 'first' }));
    const holders = new Map();
    for (const name of names)
        holders.set(name, await federation.enrol(name, 'holder'));
    return { federation, folder, coordinatorSigner, operatorSigner, buyer, holders };
}
/** The same in a database of its own, both closed when the test is over. */
export async function openScene(t, names = holderNames, silenceMs) {
    const storage = await openStorage({ memory: true });
    const cast = await openCast(storage, names, silenceMs);
    t.teardown(async () => {
        await cast.federation.close();
        await storage.close();
    });
    return { storage, cast };
}
/** Posts the small bounty; its id. */
export async function postSmallBounty(cast, change = {}) {
    const testSet = encodeDatasetBlob(smallDataset(60, 99));
    must(await cast.buyer.port.uploadBlob(testSet));
    return postBountyWith(cast, smallTerms(testSet, 60, change));
}
/** Posts a bounty with these terms, whose test set is uploaded already; its id. */
export async function postBountyWith({ buyer }, checked) {
    const terms = encodeTerms(checked);
    const nonce = systemRandom.bytes(16);
    const bountyId = bountyIdOf(terms, buyer.signer.publicKey, nonce);
    const signature = buyer.signer.sign(termsSigningBytes(bountyId, terms));
    must(await buyer.port.postBounty({ terms, nonce, signature }));
    return bountyId;
}
/** The bounty once it has ended. */
export async function ended({ buyer }, bountyId) {
    for (let i = 0; i < 1200; i++) {
        const bounty = must(await buyer.port.getBounty({ bountyId }));
        if (!['open', 'running', 'settling'].includes(bounty.state))
            return bounty;
        await sleep(100);
    }
    throw new Error('the bounty did not end in two minutes');
}
/** The same people before a coordinator that was opened again on what the old one wrote. */
export async function reopenCast(cast, storage) {
    const federation = await openFederation({
        folder: cast.folder,
        storage,
        signer: cast.coordinatorSigner,
        operator: cast.operatorSigner,
    });
    return {
        ...cast,
        federation,
        buyer: { ...cast.buyer, port: federation.portFor('acme', 'buyer', cast.buyer.signer) },
        holders: new Map([...cast.holders].map(([name, { signer }]) => [
            name,
            { signer, port: federation.portFor(name, 'holder', signer) },
        ])),
    };
}
/** Starts one holder's agent; it ends with the bounty. */
export function startAgent(cast, name, { policyChanges = {}, ...more } = {}) {
    const holder = cast.holders.get(name);
    const controller = new AbortController();
    const events = [];
    const store = openAgentStore(join(cast.folder, `agent-${name}`), new Uint8Array(32).fill(7), systemRandom);
    const place = Math.max(0, allNames.indexOf(name));
    const examples = 40 + 20 * place;
    const done = runAgent({
        port: holder.port,
        signer: holder.signer,
        organisation: name,
        stateStore: store,
        policy: {
            ...readPolicy('version: 1\nallow: {buyers: [acme], modelFamilies: [logistic], purposes: [testing]}\ncolluders: 1\n', 'test policy'),
            ...policyChanges,
        },
        dataset: smallDataset(examples, place + 1),
        datasetSalt: new Uint8Array(16).fill(3),
        trainer: plainTrainer,
        clock: systemClock,
        random: systemRandom,
        coordinatorKey: cast.coordinatorSigner.publicKey,
        report: event => void events.push(event),
        signal: controller.signal,
        once: true,
        patience: { pollMs: 50, waitMs: 1_000 },
        ...more,
    }).finally(() => store.close());
    return {
        events,
        done,
        async stop() {
            controller.abort();
            // A call that waits inside this process is not broken off, and its timer alone keeps no process alive.
            const alive = setInterval(() => undefined, 1000);
            await done.finally(() => clearInterval(alive));
        },
    };
}
//# sourceMappingURL=small-federation.js.map