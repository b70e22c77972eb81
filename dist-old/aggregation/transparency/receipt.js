/**
 * Receipts: what a survivor of a round holds in its hand. A receipt shows, without asking the coordinator again,
 * that the coordinator signed a log in which this round stands with this organisation's input and pay. It does not
 * show that everybody was shown the same log; comparing checkpoints does.
 */
import { canonicalJson, enc, fromHex, taggedHash, toHex, utf8, verifyInclusion } from '../crypto/index.js';
import { verifyCheckpoint } from './checkpoint.js';
export const receiptFaults = [
    'malformed-receipt',
    'another-organisation',
    'malformed-note',
    'malformed-checkpoint',
    'not-signed',
    'bad-signature',
    'another-tree',
    'not-in-log',
    'not-a-survivor',
    'another-group',
    'another-input',
    'another-transcript',
];
/** The bytes of a leaf in the log: its canonical JSON in UTF-8. */
export function encodeRoundLeaf(leaf) {
    return utf8(canonicalJson(leaf));
}
/** Everybody whose update is in the round, group by group. */
export function leafSurvivors({ groups }) {
    return groups.flatMap(({ survivors }) => survivors);
}
/** The group in which an organisation's update was summed. */
export function leafGroupOf({ groups }, organisation) {
    return groups.find(({ survivors }) => survivors.some(one => one.organisation === organisation));
}
/** One hash for the transcripts of a round, 32 bytes: that of its only group, or one over those of all groups. */
export function roundTranscriptOf(groups) {
    const [only, ...more] = groups.map(({ transcriptHash }) => transcriptHash);
    if (only === undefined)
        throw new RangeError('a round has a group');
    return more.length === 0 ? only : taggedHash('parley/v1/round-transcript', enc(only, ...more));
}
/**
 * The receipt of one survivor.
 *
 * @throws RangeError when the organisation is not among the survivors: only they have anything to show.
 */
export function issueRoundReceipt(organisation, leaf, proof) {
    if (leafGroupOf(leaf, organisation) === undefined)
        throw new RangeError(`${organisation} did not survive round ${leaf.round} and gets no receipt for it`);
    const { index, treeSize, path, checkpoint } = proof;
    return { version: 1, organisation, leaf, index, treeSize, path: path.map(toHex), checkpoint };
}
/** Checks a receipt against what its holder knows. The first fault found is named. */
export function verifyRoundReceipt(receipt, facts) {
    const fault = proofFault(receipt, facts.coordinatorKey) ?? factsFault(receipt, facts);
    return fault === null ? { kind: 'verified' } : { kind: 'invalid', reason: fault };
}
/**
 * Checks what anyone can check of a receipt: that its round stands in a log this coordinator signed, with its organisation
 * among the survivors.
 */
export function verifyReceiptInLog(receipt, coordinatorKey) {
    const { organisation, leaf } = receipt;
    const isSurvivor = leafGroupOf(leaf, organisation) !== undefined;
    const fault = proofFault(receipt, coordinatorKey) ?? (isSurvivor ? null : 'not-a-survivor');
    return fault === null ? { kind: 'verified' } : { kind: 'invalid', reason: fault };
}
function proofFault(receipt, coordinatorKey) {
    const checked = verifyCheckpoint(receipt.checkpoint, coordinatorKey);
    if (checked.kind === 'refused')
        return checked.reason;
    const { size, root } = checked.checkpoint;
    if (receipt.treeSize !== size)
        return 'another-tree';
    const path = receipt.path.map(readHash);
    if (path.includes(null))
        return 'malformed-receipt';
    const isIncluded = verifyInclusion(encodeRoundLeaf(receipt.leaf), receipt.index, size, path.map(hash => hash), root);
    return isIncluded ? null : 'not-in-log';
}
function factsFault({ organisation, leaf }, facts) {
    if (organisation !== facts.organisation)
        return 'another-organisation';
    const group = leafGroupOf(leaf, organisation);
    if (group === undefined)
        return 'not-a-survivor';
    if (group.group !== facts.group)
        return 'another-group';
    const survivor = group.survivors.find(one => one.organisation === organisation);
    if (survivor?.inputHash !== facts.inputHash)
        return 'another-input';
    return group.transcriptHash === facts.transcriptHash ? null : 'another-transcript';
}
function readHash(text) {
    return /^[0-9a-f]{64}$/.test(text) ? fromHex(text) : null;
}
//# sourceMappingURL=receipt.js.map