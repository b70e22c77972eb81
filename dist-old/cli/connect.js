/** From options and profile to an open port: who speaks, to whom, and how the line is protected. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fromHex, toHex } from '../aggregation/index.js';
import { openGrpcPort, openKeystoreFile } from '../client/index.js';
import { RefusedError, UsageError } from './errors.js';
import { isLoopback, readAddress } from './options.js';
import { readPassphrase } from './passphrase.js';
import { homeOf, keystoreFileOf, readProfile } from './profile.js';
/** The value, or the refusal thrown as an error for people. */
export function taken(answer) {
    if (answer.kind === 'granted')
        return answer.value;
    throw new RefusedError(answer);
}
/** Opens the keystore that the options and the profile name. */
export async function openIdentity(options, world) {
    const home = homeOf(options.home, world);
    const profile = await readProfile(home);
    const keystoreFile = options.keystore ?? keystoreFileOf(home, profile);
    const passphrase = await readPassphrase(options, world, keystoreFile);
    const { identity } = openKeystoreFile(keystoreFile, passphrase);
    return { home, profile, keystoreFile, identity };
}
/** What the options say, else the profile. Throws `UsageError` when there is no coordinator, or no TLS off loopback. */
export function targetOf(options, home, profile, world) {
    const address = options.coordinator ?? world.env.PARLEY_COORDINATOR ?? profile.coordinator;
    if (address === undefined) {
        throw new UsageError('no coordinator is named: enrol with one, or give --coordinator HOST:PORT');
    }
    const tls = tlsFilesOf(options, home, profile);
    if (tls === undefined && !isLoopback(readHost(address))) {
        throw new UsageError(`${address} is not on this machine and no --ca is given: beyond loopback only TLS is spoken; ` +
            'name the PEM file of the authority that signed its certificate');
    }
    // A pinned key belongs to one address: a coordinator somewhere else has to be named with its own key.
    const pinned = address === profile.coordinator ? profile.coordinatorKey : undefined;
    return {
        address,
        environment: options.environment ?? profile.environment ?? 'dev',
        tls,
        coordinatorKey: options.coordinatorKey ?? pinned,
    };
}
function readHost(address) {
    try {
        return readAddress(address).host;
    }
    catch {
        throw new UsageError(`"${address}" names no coordinator: write HOST:PORT, such as 127.0.0.1:7443`);
    }
}
function tlsFilesOf(options, home, profile) {
    const at = (file) => (file === undefined ? undefined : path.resolve(home, file));
    const ca = options.ca ?? at(profile.tls?.ca);
    const certificate = options.certificate ?? at(profile.tls?.certificate);
    const key = options.key ?? at(profile.tls?.key);
    if ((certificate === undefined) !== (key === undefined)) {
        throw new UsageError('--certificate and --key belong together: give both, or neither');
    }
    if (ca === undefined) {
        if (certificate !== undefined)
            throw new UsageError('--certificate needs --ca: TLS checks both sides');
        return undefined;
    }
    return { ca, ...(certificate === undefined ? {} : { certificate }), ...(key === undefined ? {} : { key }) };
}
/** A port that signs as `signer`. With no key known it can only ask who is there. */
export async function openPort(target, signer, world) {
    const pem = (file) => readFile(file, 'utf8');
    const { tls, coordinatorKey } = target;
    return openGrpcPort({
        address: target.address,
        ...(tls === undefined
            ? {}
            : {
                tls: {
                    ca: await pem(tls.ca),
                    ...(tls.certificate === undefined ? {} : { certificate: await pem(tls.certificate) }),
                    ...(tls.key === undefined ? {} : { key: await pem(tls.key) }),
                },
            }),
        signer,
        environment: target.environment,
        audience: coordinatorKey ?? '',
        ...(coordinatorKey === undefined ? {} : { pinnedCoordinatorKey: fromHex(coordinatorKey) }),
        clock: { nowMs: world.nowMs },
        random: world.random,
    });
}
/** Opens keystore and port, runs `use`, closes the port. */
export async function withConnection(options, world, use) {
    const holder = await openIdentity(options, world);
    const target = targetOf(options, holder.home, holder.profile, world);
    if (target.coordinatorKey === undefined) {
        throw new UsageError(`the identity key of ${target.address} is not known here: enrol first (\`parley enroll\` pins it), ` +
            'or give --coordinator-key');
    }
    const known = { ...target, coordinatorKey: target.coordinatorKey };
    const port = await openPort(known, holder.identity.signer, world);
    try {
        return await use({ ...holder, port, target: known });
    }
    finally {
        await port.close();
    }
}
/** Asks the coordinator who it is, and holds it to the key that is expected, if one is. */
export async function firstContact(target, signer, world) {
    const port = await openPort({ ...target, coordinatorKey: undefined }, signer, world);
    try {
        const description = taken(await port.describe({}));
        const found = toHex(description.identityKey);
        if (target.coordinatorKey !== undefined && target.coordinatorKey !== found) {
            throw new UsageError(`${target.address} shows the identity key ${found}, and ${target.coordinatorKey} was expected: ` +
                'this is another coordinator; ask its operator before going on');
        }
        return description;
    }
    finally {
        await port.close();
    }
}
//# sourceMappingURL=connect.js.map