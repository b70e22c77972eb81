/**
 * The memory of an agent on disk. What a round needs to go on after a crash lies in one encrypted file for each
 * attempt, written before the message that it stands for leaves; the masked input lies beside it. Both are removed
 * when the attempt is over. The history and the receipts stay.
 *
 *   lock  history.jsonl  attempts/BOUNTY-rN-aN.state  attempts/….input  receipts/BOUNTY-round-N.json
 *   statements/SESSION.survivors.json, DRAW.cohort.json and DRAW.partition.json, what the coordinator signed;
 *   statements/….evidence.json, if it signed two
 *
 * attempts/BOUNTY.memory is what a bounty's algorithm remembers of the holder's last round.
 *
 * The files are sealed under a key of the holder's identity. Whoever puts back an older copy of the folder while a
 * round runs can make the agent forget what it answered; do not restore it from a backup under a running bounty.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { concat, enc, equalBytes, fromHex, openSecretbox, sealSecretbox, secureClient, sha256, toHex, utf8, } from '../../aggregation/index.js';
import { readNamedVectors, writeNamedVectors } from '../../learning/index.js';
import { moveFile, removeFile, replaceFile } from '../durable-files.js';
import { claimFolder } from './folder-claim.js';
import { openHistory } from './history.js';
/** A file of the state that cannot be read. */
export class AgentStateError extends Error {
    name = 'AgentStateError';
}
/**
 * Opens the state in `folder`, which is made when it is not there. `key` has 32 bytes and comes from the identity.
 *
 * @throws FolderInUseError when another agent works in it, AgentStateError when a file is damaged or another's.
 */
export function openAgentStore(folder, key, random) {
    const attempts = join(folder, 'attempts');
    const receipts = join(folder, 'receipts');
    const statements = join(folder, 'statements');
    for (const path of [folder, attempts, receipts, statements])
        mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    const release = claimFolder(folder);
    try {
        const history = openMemory(join(folder, 'history.jsonl'), receipts);
        return {
            ...openAttempts(attempts, key, random),
            ...history,
            noteEnded: bountyId => {
                // First: one that is noted as ended is not come back to.
                removeFile(memoryFileOf(attempts, bountyId));
                history.noteEnded(bountyId);
            },
            ...openStatements(statements),
            close: release,
        };
    }
    catch (error) {
        release();
        throw error;
    }
}
/** One file for each attempt, whatever the group: a holder is in one. */
function fileOf(folder, { bountyId, round, attempt }, kind) {
    return join(folder, `${bountyId}-r${round}-a${attempt}.${kind}`);
}
function memoryFileOf(folder, bountyId) {
    return join(folder, `${bountyId}.memory`);
}
function openAttempts(folder, key, random) {
    // Read anew each time: states in memory are wiped as they are used up.
    const unfinished = () => readdirSync(folder)
        .filter(file => file.endsWith('.state'))
        .map(file => readRecord(folder, join(folder, file), key));
    unfinished();
    return {
        unfinished,
        save: (record) => {
            replaceFile(fileOf(folder, record.assignment.attempt, 'state'), sealRecord(record, key, random));
        },
        saveInput: (attempt, packed) => replaceFile(fileOf(folder, attempt, 'input'), packed),
        loadInput: (attempt, inputHash) => {
            const path = fileOf(folder, attempt, 'input');
            const packed = new Uint8Array(readFileSync(path));
            if (equalBytes(sha256(packed), inputHash))
                return packed;
            throw damaged(path);
        },
        erase: (attempt) => {
            removeFile(fileOf(folder, attempt, 'state'));
            removeFile(fileOf(folder, attempt, 'input'));
            removeFile(fileOf(folder, attempt, 'memory'));
        },
        saveMemory: (attempt, memory) => replaceFile(fileOf(folder, attempt, 'memory'), sealMemory(attempt.bountyId, memory, key, random)),
        keepMemory: (attempt) => {
            const pending = fileOf(folder, attempt, 'memory');
            if (existsSync(pending))
                moveFile(pending, memoryFileOf(folder, attempt.bountyId));
        },
        loadMemory: (bountyId) => {
            const path = memoryFileOf(folder, bountyId);
            return existsSync(path) ? openMemoryFile(path, bountyId, readFileSync(path), key) : {};
        },
    };
}
function readRecord(folder, path, key) {
    const record = openRecord(path, readFileSync(path), key);
    // A file under another attempt's name was moved there by somebody.
    if (fileOf(folder, record.assignment.attempt, 'state') !== path)
        throw damaged(path);
    return record;
}
const magic = utf8('parley/attempt/v1\0');
const memoryMagic = utf8('parley/memory/v1\0');
const nonceBytes = 24;
function seal(kind, contents, key, random) {
    const nonce = random.bytes(nonceBytes);
    const sealed = concat(kind, nonce, sealSecretbox(contents, nonce, key));
    contents.fill(0);
    return sealed;
}
/** The contents of a file of this kind; undefined when it is another, or was sealed under another key. */
function unseal(kind, file, key) {
    const nonce = new Uint8Array(file.subarray(kind.length, kind.length + nonceBytes));
    const isOurs = equalBytes(file.subarray(0, kind.length), kind) && nonce.length === nonceBytes;
    return isOurs
        ? openSecretbox(new Uint8Array(file.subarray(kind.length + nonceBytes)), nonce, key)
        : undefined;
}
function sealRecord(record, key, random) {
    const state = secureClient.encodeMemberState(record.state);
    const contents = enc(utf8(JSON.stringify(headerOf(record))), state);
    state.fill(0);
    return seal(magic, contents, key, random);
}
function openRecord(path, file, key) {
    const contents = unseal(magic, file, key);
    if (contents === undefined)
        throw damaged(path);
    const headerLength = new DataView(contents.buffer, contents.byteOffset).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(contents.subarray(4, 4 + headerLength)));
    const state = secureClient.decodeMemberState(contents.subarray(8 + headerLength));
    contents.fill(0);
    return recordOf(header, state);
}
/** The bounty is sealed in: what was remembered of one is nothing to another. */
function sealMemory(bountyId, memory, key, random) {
    const vectors = writeNamedVectors(memory);
    const contents = concat(fromHex(bountyId), vectors);
    vectors.fill(0);
    return seal(memoryMagic, contents, key, random);
}
function openMemoryFile(path, bountyId, file, key) {
    const [contents, owner] = [unseal(memoryMagic, file, key), fromHex(bountyId)];
    if (contents === undefined || !equalBytes(contents.subarray(0, owner.length), owner))
        throw damaged(path, 'go on with nothing remembered of that bounty');
    const memory = readNamedVectors(contents.subarray(owner.length));
    contents.fill(0);
    return memory;
}
function damaged(path, consequence = 'sit that round out') {
    return new AgentStateError(`${path} is damaged or was written under another identity; move it away to ${consequence}`);
}
function headerOf({ assignment, inputHash, ownGroup }) {
    const { attempt, parameters, modelHash, modelBlob, registryVersion, registryRoot, deadlineMs } = assignment;
    return {
        attempt,
        parameters,
        modelHash: toHex(modelHash),
        modelBlob: toHex(modelBlob),
        registryVersion,
        registryRoot: toHex(registryRoot),
        deadlineMs,
        inputHash: inputHash === undefined ? '' : toHex(inputHash),
        ...(ownGroup === undefined
            ? {}
            : {
                ownGroup: {
                    partition: toHex(ownGroup.partition),
                    partitionSeed: toHex(ownGroup.partitionSeed),
                    members: ownGroup.members.map(toHex),
                    organisations: ownGroup.organisations,
                },
            }),
    };
}
function recordOf(header, state) {
    const { attempt, parameters, registryVersion, deadlineMs, ownGroup } = header;
    return {
        assignment: {
            finished: false,
            attempt,
            parameters,
            modelHash: fromHex(header.modelHash),
            modelBlob: fromHex(header.modelBlob),
            registryVersion,
            registryRoot: fromHex(header.registryRoot),
            deadlineMs,
        },
        state,
        inputHash: header.inputHash === '' ? undefined : fromHex(header.inputHash),
        ...(ownGroup === undefined
            ? {}
            : {
                ownGroup: {
                    partition: fromHex(ownGroup.partition),
                    partitionSeed: fromHex(ownGroup.partitionSeed),
                    members: ownGroup.members.map(fromHex),
                    organisations: ownGroup.organisations,
                },
            }),
    };
}
function openStatements(folder) {
    const fileFor = (about, kind) => join(folder, `${toHex(about)}.${kind}.json`);
    return {
        keepStatement: (about, kind, statement) => replaceFile(fileFor(about, kind), statement),
        statementOf: (about, kind) => {
            const path = fileFor(about, kind);
            return existsSync(path) ? new Uint8Array(readFileSync(path)) : undefined;
        },
        keepEvidence: (about, evidence) => {
            const path = fileFor(about, 'evidence');
            replaceFile(path, evidence);
            return path;
        },
    };
}
function openMemory(path, receipts) {
    const history = openHistory(path);
    const find = (select) => history.entries.map(select).filter(value => value !== undefined);
    const completed = (bountyId) => find(entry => (entry.kind === 'completed' && entry.bountyId === bountyId ? entry : undefined));
    const attemptsOf = (bountyId) => find(entry => entry.kind === 'attempt' && entry.bountyId === bountyId
        ? { round: entry.round, attempt: entry.attempt }
        : undefined);
    const has = (kind, bountyId) => history.entries.some(entry => entry.kind === kind && entry.bountyId === bountyId);
    const hasRevealed = (bountyId, round) => history.entries.some(entry => entry.kind === 'revealed' && entry.bountyId === bountyId && entry.round === round);
    const sessionSeen = (sessionId) => history.entries.some(entry => entry.kind === 'session' && entry.sessionId === toHex(sessionId));
    const signedDigest = (sessionId) => find(entry => entry.kind === 'signed' && entry.sessionId === toHex(sessionId) ? fromHex(entry.digest) : undefined)[0];
    const logHead = () => {
        const last = history.entries.findLast(entry => entry.kind === 'log-head');
        return last?.kind === 'log-head' ? { size: last.size, root: fromHex(last.root) } : undefined;
    };
    const decided = (about, key) => find(entry => entry.kind === 'decided' && entry.about === about && entry.key === key ? entry.value : undefined)[0];
    return {
        decided,
        decideOnce: (about, key, value) => {
            const before = decided(about, key);
            if (before === undefined)
                history.add({ kind: 'decided', about, key, value });
            return before ?? value;
        },
        noteLogHead: ({ size, root }) => {
            if (size > (logHead()?.size ?? 0))
                history.add({ kind: 'log-head', size, root: toHex(root) });
        },
        logHead,
        noteAttempt: ({ bountyId, round, attempt }) => {
            const known = attemptsOf(bountyId).some(entry => entry.round === round && entry.attempt === attempt);
            if (!known)
                history.add({ kind: 'attempt', bountyId, round, attempt });
        },
        latestAttempt: (bountyId) => attemptsOf(bountyId).reduce(laterOf, undefined),
        noteSession: (sessionId) => {
            if (!sessionSeen(sessionId))
                history.add({ kind: 'session', sessionId: toHex(sessionId) });
        },
        sessionSeen,
        noteSigned: (sessionId, digest) => {
            const signed = signedDigest(sessionId);
            if (signed === undefined) {
                history.add({ kind: 'signed', sessionId: toHex(sessionId), digest: toHex(digest) });
            }
            else if (!equalBytes(signed, digest)) {
                throw new Error('a second survivor set was about to be signed in one session');
            }
        },
        signedDigest,
        noteRevealed: (bountyId, round) => {
            if (!hasRevealed(bountyId, round))
                history.add({ kind: 'revealed', bountyId, round });
        },
        hasRevealed,
        noteJoined: (bountyId) => {
            if (!has('joined', bountyId))
                history.add({ kind: 'joined', bountyId });
        },
        noteEnded: (bountyId) => {
            if (!has('ended', bountyId))
                history.add({ kind: 'ended', bountyId });
        },
        joined: () => find(entry => (entry.kind === 'joined' && !has('ended', entry.bountyId) ? entry.bountyId : undefined)),
        noteCompleted: (bountyId, round, amountUnits) => {
            if (completed(bountyId).some(entry => entry.round === round))
                return;
            history.add({ kind: 'completed', bountyId, round, amountUnits: `${amountUnits}` });
        },
        isCompleted: (bountyId, round) => completed(bountyId).some(entry => entry.round === round),
        paidUnits: (bountyId) => completed(bountyId).reduce((sum, { amountUnits }) => sum + BigInt(amountUnits), 0n),
        keepReceipt: (bountyId, round, receipt) => {
            const file = join(receipts, `${bountyId.slice(0, 8)}-round-${round}.json`);
            replaceFile(file, receipt);
            return file;
        },
    };
}
function laterOf(latest, place) {
    return latest === undefined || isLater(place, latest) ? place : latest;
}
/** Whether `place` comes after `other` in the order of rounds and attempts. */
export function isLater(place, other) {
    return place.round > other.round || (place.round === other.round && place.attempt > other.attempt);
}
//# sourceMappingURL=agent-store.js.map