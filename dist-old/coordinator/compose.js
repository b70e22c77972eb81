/** The one place where the coordinator is wired together: real clock, real disk, real doors. */
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openExpansionWorkers, systemRandom, toHex, } from '../aggregation/index.js';
import { openEvaluator } from '../learning/index.js';
import { openDoor, signatureWindowMs } from './auth/door.js';
import { openMembers } from './auth/members.js';
import { openNonces } from './auth/nonces.js';
import { openOwnKey } from './auth/own-keys.js';
import { consoleBounty, openConsole } from './console/index.js';
import { createCoordinator } from './coordinator.js';
import { createEventHub } from './events/event-hub.js';
import { certificateFingerprint, openGrpcServer } from './grpc/index.js';
import { createLedger, feesAccount, worldAccount } from './ledger/index.js';
import { createLog } from './log/index.js';
import { openInputStore } from './rounds/input-store.js';
import { openBlobStore } from './storage/blob-store.js';
import { openStorage } from './storage/index.js';
import { realWorld } from './world.js';
/** The coordinator's software version, told to whoever asks. */
export const coordinatorVersion = '0.1.0';
const defaultSilenceMs = 10_000;
const closeGraceMs = 3_000;
/** Opens everything in order, and closes what was opened when a later part fails. */
export async function openCoordinator(config) {
    const opened = [];
    const closeAll = async () => {
        for (const close of opened.reverse())
            await close();
        opened.length = 0;
    };
    try {
        return await openInOrder(config, opened, closeAll);
    }
    catch (error) {
        await closeAll();
        throw error;
    }
}
async function openInOrder(config, opened, closeAll) {
    const { dataDir, environment, name, listen } = config;
    const journal = config.journal ?? standardJournal();
    const world = realWorld(systemRandom);
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    // The lock on the data folder comes first: nothing is read or made in a folder that another coordinator holds.
    const storage = await openStorage(config.postgresUrl === undefined
        ? { dataDir: join(dataDir, 'database') }
        : { postgresUrl: config.postgresUrl });
    opened.push(() => storage.close());
    const signer = ownSigner(config, 'coordinator.keystore.json', `coordinator ${name}`);
    const operatorKeystorePath = join(dataDir, 'operator.keystore.json');
    const operator = ownSigner(config, 'operator.keystore.json', `operator of ${name}`);
    const evaluator = openEvaluator();
    opened.push(() => evaluator.close());
    const expansion = openExpansionWorkers({ workers: Math.min(2, availableParallelism()) });
    opened.push(() => expansion.close());
    const tls = config.tls === undefined ? undefined : textsOf(config.tls);
    const { parts, coordinator } = await composeCoordinator({
        folder: dataDir,
        storage,
        signer,
        operatorKey: operator.publicKey,
        evaluator,
        expansion,
        world,
        journal,
        name,
        environment,
        certificateFingerprint: tls === undefined ? new Uint8Array() : certificateFingerprint(tls.certificate),
        silenceMs: config.silenceMs ?? defaultSilenceMs,
    });
    opened.push(() => coordinator.close());
    const nonces = openNonces(storage, world, signatureWindowMs);
    opened.push(() => nonces.close());
    const audience = toHex(signer.publicKey);
    const door = openDoor({ members: parts.members, nonces, world, journal, environment, audience });
    const server = await openGrpcServer({
        listen,
        ...(tls === undefined ? {} : { tls }),
        service: coordinator,
        door,
        random: systemRandom,
        journal,
    });
    opened.push(() => server.close(closeGraceMs));
    const facts = {
        name,
        environment,
        version: coordinatorVersion,
        identityFingerprint: audience.slice(0, 16),
        startedAtMs: world.nowMs(),
    };
    const page = await openPage(config, viewOf(parts, coordinator, facts), journal);
    if (page !== undefined)
        opened.push(() => page.close());
    return {
        address: server.address,
        port: server.port,
        identityKey: signer.publicKey,
        ...(page === undefined ? {} : { consoleUrl: page.url }),
        operatorKeystorePath,
        coordinator,
        close: closeAll,
    };
}
/** The coordinator without doors: for `openCoordinator` and for simulations in one process. */
export async function composeCoordinator(from) {
    const { folder, storage, signer, evaluator, world, journal, name, environment, silenceMs } = from;
    const ledger = createLedger(world);
    await openBooks(storage, ledger);
    const members = await openMembers(storage, ledger, signer, world);
    await installOperator(members, from.operatorKey, world.nowMs());
    const origin = `parley/${environment}/${toHex(signer.publicKey).slice(0, 16)}`;
    const parts = {
        world,
        storage,
        ledger,
        log: createLog({ signer, origin }),
        blobs: await openBlobStore(join(folder, 'blobs')),
        inputs: await openInputStore(join(folder, 'inputs')),
        evaluator,
        expansion: from.expansion ?? openExpansionWorkers({ workers: 0 }),
        events: createEventHub(world.nowMs),
        signer,
        members,
        journal,
        silenceMs,
    };
    const coordinator = await createCoordinator(parts, {
        name,
        environment,
        identityKey: signer.publicKey,
        version: coordinatorVersion,
        certificateFingerprint: from.certificateFingerprint,
    });
    return { parts, coordinator };
}
function textsOf({ certificate, key, clientCa }) {
    return {
        certificate: certificate.toString(),
        key: key.toString(),
        ...(clientCa === undefined ? {} : { clientCa: clientCa.toString() }),
    };
}
function standardJournal() {
    return pino({ level: process.env.PARLEY_LOG_LEVEL ?? 'info' }, pino.destination(2));
}
function ownSigner(config, file, description) {
    const { dataDir, passphrase, passphraseCost } = config;
    const cost = passphraseCost === undefined ? {} : { cost: passphraseCost };
    return openOwnKey({ file: join(dataDir, file), description, passphrase, random: systemRandom, ...cost })
        .signer;
}
async function openBooks(storage, ledger) {
    await storage.transaction(async (tx) => {
        const answers = [
            await ledger.openAsset(tx, { id: 'credit', scale: 0 }),
            await ledger.openAccount(tx, { id: worldAccount, kind: 'world', asset: 'credit', minimumUnits: null }),
            await ledger.openAccount(tx, { id: feesAccount, kind: 'fees', asset: 'credit', minimumUnits: 0n }),
        ];
        for (const answer of answers) {
            if (answer.kind === 'rejected')
                throw new Error(`the books cannot be opened: ${answer.reason} (${answer.culprit})`);
        }
    });
}
async function installOperator(members, operatorKey, nowMs) {
    const known = members.find('operator');
    if (known !== undefined) {
        if (toHex(known.identityKey) === toHex(operatorKey))
            return;
        throw new Error('the operator enrolled in the database is not the one whose key is in the data folder');
    }
    await members.install({
        organisation: 'operator',
        displayName: 'Operator',
        role: 'operator',
        identityKey: operatorKey,
        enrolledAtMs: nowMs,
    });
}
function viewOf(parts, coordinator, facts) {
    return {
        async snapshot() {
            const sequence = parts.events.lastSequence();
            const bounties = await coordinator.bounties();
            const balances = await parts.storage.transaction(tx => parts.ledger.balances(tx));
            return {
                coordinator: facts,
                bounties: bounties.map(bounty => consoleBounty(bounty, coordinator.runnerOf(bounty.bountyId)?.attempt()?.live() ?? null)),
                balances: balances.map(({ account, asset, postedUnits, pendingOutUnits }) => ({
                    account,
                    asset,
                    postedUnits: String(postedUnits),
                    heldUnits: String(pendingOutUnits),
                })),
                sequence,
            };
        },
        events: (after, signal) => parts.events.watch(after, signal),
    };
}
async function openPage(config, view, journal) {
    if (config.http === undefined)
        return undefined;
    const separator = config.http.lastIndexOf(':');
    const host = config.http.slice(0, separator).replace(/^\[|\]$/g, '');
    const { tls } = config;
    return openConsole({
        host,
        port: Number(config.http.slice(separator + 1)),
        view,
        token: config.consoleToken ?? Buffer.from(systemRandom.bytes(24)).toString('base64url'),
        ...(tls === undefined || isLoopback(host) ? {} : { tls }),
        logger: journal,
    });
}
function isLoopback(host) {
    return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
//# sourceMappingURL=compose.js.map