/**
 * What a coordinator signed, kept as documents, and the proof that it signed two things that contradict each other. A
 * coordinator that shows different survivors to different members wins nothing by it (nobody opens a second set), but
 * it has tried, and its own signatures say so to anyone, offline, with nothing but its public key.
 */
import { canonicalJson, constantShape, countShape, fromHex, hexShape, readDocument, textShape, toHex, utf8, verifySignature, } from '../crypto/index.js';
import { hashSharers } from './context.js';
import { cohortPayload, partitionPayload } from './draw/signing.js';
import { inboxPayload, receiptPayload, resultPayload, rosterPayload, survivorsPayload } from './signing.js';
export function cohortStatement(drawContext, cohortRoot, logHead, signature) {
    return {
        kind: 'cohort',
        drawContext: toHex(drawContext),
        cohortRoot: toHex(cohortRoot),
        logSize: logHead.size,
        logRoot: toHex(logHead.root),
        signature: toHex(signature),
    };
}
export function partitionStatement(drawContext, partitionSeed, signature) {
    return {
        kind: 'partition',
        drawContext: toHex(drawContext),
        partitionSeed: toHex(partitionSeed),
        signature: toHex(signature),
    };
}
export function rosterStatement({ context, root, size, signature }) {
    return { kind: 'roster', context: toHex(context), root: toHex(root), size, signature: toHex(signature) };
}
export function sharersStatement({ sessionId, sharers, signature }) {
    const sharersHash = toHex(hashSharers(sessionId, sharers));
    return { kind: 'sharers', sessionId: toHex(sessionId), sharersHash, signature: toHex(signature) };
}
export function receiptStatement(receipt) {
    const { sessionId, index, inputHash, signature } = receipt;
    return {
        kind: 'input-receipt',
        sessionId: toHex(sessionId),
        index,
        inputHash: toHex(inputHash),
        signature: toHex(signature),
    };
}
/** `sharersHash` is that of the sharers whom the receiver saw: the coordinator's signature covers it. */
export function survivorsStatement(set, sharersHash) {
    const { sessionId, survivors, inputsRoot, signature } = set;
    return {
        kind: 'survivors',
        sessionId: toHex(sessionId),
        sharersHash: toHex(sharersHash),
        survivors: toHex(survivors),
        inputsRoot: toHex(inputsRoot),
        signature: toHex(signature),
    };
}
export function resultStatement(result) {
    const { sessionId, survivors, sumHash, transcriptHash, signature } = result;
    return {
        kind: 'result',
        sessionId: toHex(sessionId),
        survivors: toHex(survivors),
        sumHash: toHex(sumHash),
        transcriptHash: toHex(transcriptHash),
        signature: toHex(signature),
    };
}
function payloadOf(statement) {
    switch (statement.kind) {
        case 'cohort':
            return cohortPayload(fromHex(statement.drawContext), fromHex(statement.cohortRoot), {
                size: statement.logSize,
                root: fromHex(statement.logRoot),
            });
        case 'partition':
            return partitionPayload(fromHex(statement.drawContext), fromHex(statement.partitionSeed));
        case 'roster':
            return rosterPayload({
                context: fromHex(statement.context),
                root: fromHex(statement.root),
                size: statement.size,
            });
        case 'sharers':
            return inboxPayload(fromHex(statement.sessionId), fromHex(statement.sharersHash));
        case 'input-receipt':
            return receiptPayload({
                sessionId: fromHex(statement.sessionId),
                index: statement.index,
                inputHash: fromHex(statement.inputHash),
            });
        case 'survivors':
            return survivorsPayload(fromHex(statement.sharersHash), {
                sessionId: fromHex(statement.sessionId),
                survivors: fromHex(statement.survivors),
                inputsRoot: fromHex(statement.inputsRoot),
            });
        case 'result':
            return resultPayload({
                sessionId: fromHex(statement.sessionId),
                survivors: fromHex(statement.survivors),
                sumHash: fromHex(statement.sumHash),
                transcriptHash: fromHex(statement.transcriptHash),
            });
        default:
            return statement;
    }
}
/** Whether the coordinator with this key signed the statement. */
export function isSignedStatement(statement, coordinatorKey) {
    return verifySignature(coordinatorKey, payloadOf(statement), fromHex(statement.signature));
}
const twoOfAKind = {
    cohort: 'two-cohorts',
    partition: 'two-partitions',
    roster: 'two-rosters',
    sharers: 'two-sharer-sets',
    'input-receipt': 'two-input-receipts',
    survivors: 'two-survivor-sets',
    result: 'two-results',
};
/** What the two say against each other, or undefined when an honest coordinator may have signed both. */
export function contradictionOf(one, other) {
    if (placeOf(one) !== placeOf(other))
        return undefined;
    if (one.kind === other.kind)
        return saysTheSame(one, other) ? undefined : twoOfAKind[one.kind];
    const [receipt, set] = one.kind === 'input-receipt' ? [one, other] : [other, one];
    if (receipt.kind !== 'input-receipt' || set.kind !== 'survivors')
        return undefined;
    return hasMember(set.survivors, receipt.index) ? undefined : 'receipt-without-survival';
}
/** What an honest coordinator speaks about once: a draw, an attempt, a session, one member's input in it. */
function placeOf(statement) {
    switch (statement.kind) {
        case 'cohort':
        case 'partition':
            return statement.drawContext;
        case 'roster':
            return statement.context;
        default:
            return statement.sessionId;
    }
}
function saysTheSame(one, other) {
    // Receipts of two members are two different facts.
    if (one.kind === 'input-receipt' && other.kind === 'input-receipt' && one.index !== other.index)
        return true;
    const { signature: _one, ...said } = one;
    const { signature: _other, ...saidAgain } = other;
    return canonicalJson(said) === canonicalJson(saidAgain);
}
function hasMember(survivors, index) {
    const bitmap = fromHex(survivors);
    const byte = bitmap[(index - 1) >>> 3];
    return byte !== undefined && ((byte >>> ((index - 1) & 7)) & 1) === 1;
}
/** A statement of `coordinatorKey` as a document. */
export function signedStatement(statement, coordinatorKey) {
    return { type: 'parley/statement/v1', coordinatorKey: toHex(coordinatorKey), statement };
}
/** The evidence that two statements make, or why they make none. */
export function makeEvidence(one, other) {
    if (one.coordinatorKey !== other.coordinatorKey)
        return { kind: 'not-proved', fault: 'another-coordinator' };
    const evidence = {
        type: 'parley/equivocation/v1',
        coordinatorKey: one.coordinatorKey,
        statements: [one.statement, other.statement],
    };
    const verdict = verifyEvidence(evidence);
    if (verdict.kind === 'not-proved')
        return verdict;
    return { kind: 'evidence', evidence, contradiction: verdict.contradiction };
}
/**
 * Whether the evidence proves that the holder of its key signed two things that exclude each other. With `pinnedKey` the
 * key must be that one; without it the proof is against whoever holds the key in the file.
 */
export function verifyEvidence(evidence, pinnedKey) {
    const key = fromHex(evidence.coordinatorKey);
    const [first, second] = evidence.statements;
    if (pinnedKey !== undefined && toHex(pinnedKey) !== evidence.coordinatorKey) {
        return { kind: 'not-proved', fault: 'another-coordinator' };
    }
    if (!isSignedStatement(first, key))
        return { kind: 'not-proved', fault: 'first-not-signed' };
    if (!isSignedStatement(second, key))
        return { kind: 'not-proved', fault: 'second-not-signed' };
    const contradiction = contradictionOf(first, second);
    if (contradiction === undefined)
        return { kind: 'not-proved', fault: 'no-contradiction' };
    return { kind: 'proved', contradiction };
}
/** Bytes of the largest document: two survivor sets of the largest group in hex. */
const documentBytes = 128 * 1024;
const hash = hexShape(32);
const signature = hexShape(64);
const bitmap = textShape(/^([0-9a-f]{2}){1,8192}$/, 'must be a bitmap of members in lower-case hex');
const statementShapes = {
    cohort: objectShape('cohort', { drawContext: hash, cohortRoot: hash, logSize: countShape, logRoot: hash }),
    partition: objectShape('partition', { drawContext: hash, partitionSeed: hash }),
    roster: objectShape('roster', { context: hash, root: hash, size: countShape }),
    sharers: objectShape('sharers', { sessionId: hash, sharersHash: hash }),
    'input-receipt': objectShape('input-receipt', { sessionId: hash, index: countShape, inputHash: hash }),
    survivors: objectShape('survivors', {
        sessionId: hash,
        sharersHash: hash,
        survivors: bitmap,
        inputsRoot: hash,
    }),
    result: objectShape('result', { sessionId: hash, survivors: bitmap, sumHash: hash, transcriptHash: hash }),
};
function objectShape(kind, fields) {
    return { kind: 'object', fields: { kind: constantShape(kind), ...fields, signature } };
}
const statementShape = { kind: 'choice', by: 'kind', options: statementShapes };
const signedStatementShape = {
    kind: 'object',
    fields: { type: constantShape('parley/statement/v1'), coordinatorKey: hash, statement: statementShape },
};
const evidenceShape = {
    kind: 'object',
    fields: {
        type: constantShape('parley/equivocation/v1'),
        coordinatorKey: hash,
        statements: { kind: 'list', least: 2, most: 2, item: statementShape },
    },
};
/** The one file form of a statement or of evidence. */
export function encodeEvidenceDocument(document) {
    return utf8(canonicalJson(document));
}
/** Reads a statement's file. Whether it is signed is for `isSignedStatement`. */
export function decodeSignedStatement(bytes) {
    return readAs(bytes, signedStatementShape);
}
/** Reads a file of evidence. Whether it proves anything is for `verifyEvidence`. */
export function decodeEvidence(bytes) {
    return readAs(bytes, evidenceShape);
}
function readAs(bytes, shape) {
    const read = readDocument(bytes, documentBytes, shape);
    return read.kind === 'malformed' ? read : { kind: 'read', document: read.document };
}
//# sourceMappingURL=evidence.js.map