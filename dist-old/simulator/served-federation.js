/**
 * A coordinator, a buyer and holders that enrol with it, all in this process: over gRPC on loopback, or straight onto the
 * service through the bytes of every message. What is written to disk is thrown away.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigner, openKeystore, systemRandom, toHex } from '../aggregation/index.js';
import { openGrpcPort, systemClock } from '../client/index.js';
import { openCoordinator, openStorage } from '../coordinator/index.js';
import { openFederation } from './federation.js';
const passphrase = 'a passphrase of the benchmark';
const environment = 'dev';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
export function granted(answer) {
    if (answer.kind === 'granted')
        return answer.value;
    throw new Error(`the coordinator refused (${answer.reason}): ${answer.message}`);
}
/** Opens everything, and gives the buyer `priceUnits`. */
export async function openFederatedCast(options) {
    const folder = await mkdtemp(join(tmpdir(), 'parley-federation-'));
    const { transport, silenceMs, priceUnits } = options;
    const served = await (transport === 'grpc' ? serveGrpc : serveHere)(folder, silenceMs);
    const enrol = (organisation, role) => enrolMember(served, organisation, role);
    const buyer = await enrol('buyer', 'buyer');
    const deposit = { organisation: buyer.organisation, amountUnits: priceUnits, memo: '' };
    granted(await served.operator.deposit(deposit, { idempotencyKey: 'price' }));
    const holders = [];
    for (const organisation of options.holders)
        holders.push(await enrol(organisation, 'holder'));
    return {
        folder,
        coordinatorKey: served.coordinatorKey,
        buyer,
        holders,
        close: async () => {
            await served.close();
            await rm(folder, { recursive: true, force: true });
        },
    };
}
async function serveGrpc(folder, silenceMs) {
    const service = await openCoordinator({
        dataDir: join(folder, 'coordinator'),
        listen: '127.0.0.1:0',
        environment,
        name: 'simulation',
        passphrase,
        journal: quiet,
        ...(silenceMs === undefined ? {} : { silenceMs }),
    });
    const ports = [];
    const portFor = (signer) => {
        const port = openPort(service, signer);
        ports.push(port);
        return port;
    };
    return {
        coordinatorKey: service.identityKey,
        operator: portFor(operatorSigner(service)),
        portFor: (_organisation, _role, signer) => portFor(signer),
        close: async () => {
            await Promise.all(ports.map(port => port.close()));
            await service.close();
        },
    };
}
async function serveHere(folder, silenceMs) {
    const storage = await openStorage({ memory: true });
    const [{ signer }, { signer: operator }] = [generateSigner(systemRandom), generateSigner(systemRandom)];
    const federation = await openFederation({
        folder,
        storage,
        signer,
        operator,
        ...(silenceMs === undefined ? {} : { silenceMs }),
    });
    return {
        coordinatorKey: signer.publicKey,
        operator: federation.operatorPort,
        portFor: federation.portFor,
        close: async () => {
            await federation.close();
            await storage.close();
        },
    };
}
function openPort({ address, identityKey }, signer) {
    const audience = toHex(identityKey);
    return openGrpcPort({ address, signer, environment, audience, clock: systemClock, random: systemRandom });
}
function operatorSigner({ operatorKeystorePath }) {
    const opened = openKeystore(readFileSync(operatorKeystorePath, 'utf8'), passphrase);
    if (opened.kind === 'refused')
        throw new Error(`the operator's key does not open: ${opened.detail}`);
    return opened.identity.signer;
}
async function enrolMember(served, organisation, role) {
    const { signer } = generateSigner(systemRandom);
    const { code } = granted(await served.operator.invite({ organisation, role, validForMs: 3_600_000 }));
    const identity = { organisation, displayName: organisation, identityKey: signer.publicKey };
    granted(await served.portFor('', 'anyone', signer).enrol({ ...identity, invitation: code }));
    return { organisation, port: served.portFor(organisation, role, signer), signer };
}
//# sourceMappingURL=served-federation.js.map