/**
 * A receipt that needs no trust in whoever stores it: the coordinator signs a log, the holder checks that its round
 * is in it. Changing one amount afterwards is noticed.
 *
 *   npm run build && node dist/examples/03-check-a-receipt.js
 */
import { buildMerkleTree, encodeRoundLeaf, formatCheckpoint, generateSigner, inclusionPath, issueRoundReceipt, sha256, signNote, systemRandom, toHex, utf8, verifyRoundReceipt, } from '../aggregation/index.js';
const coordinator = generateSigner(systemRandom).signer;
const origin = 'parley.example/log';
const inputHash = toHex(sha256(utf8('the masked input that was sent')));
const hash = (text) => toHex(sha256(utf8(text)));
const leaf = {
    kind: 'round',
    bountyId: hash('bounty'),
    termsHash: hash('terms'),
    round: 1,
    attempt: 1,
    partition: '00'.repeat(32), // the cohort was not divided
    partitionSeed: '00'.repeat(32),
    groups: [
        {
            group: 1,
            sessionId: hash('session'),
            sumHash: hash('sum'),
            transcriptHash: hash('transcript'),
            survivors: [{ organisation: 'st-anna', examples: 40_000, inputHash }],
        },
    ],
    failedGroups: [],
    dropouts: [],
    modelHash: hash('model'),
    potUnits: '333334',
    feeUnits: '6666',
    pays: [{ organisation: 'st-anna', weight: '200', amountUnits: '326668' }],
};
// The coordinator's side: three leaves, ours is the second one.
const tree = buildMerkleTree([utf8('an earlier leaf'), encodeRoundLeaf(leaf), utf8('a later leaf')]);
const checkpoint = signNote(formatCheckpoint({ origin, size: tree.size, root: tree.root }), origin, coordinator);
const path = inclusionPath(tree, 1);
const receipt = issueRoundReceipt('st-anna', leaf, { index: 1, treeSize: tree.size, path, checkpoint });
console.log(checkpoint);
// The holder's side: what it knows by itself, and the receipt.
const facts = {
    coordinatorKey: coordinator.publicKey,
    organisation: 'st-anna',
    group: 1,
    inputHash,
    transcriptHash: hash('transcript'),
};
const verdict = verifyRoundReceipt(receipt, facts);
console.log('as issued:              ', verdict);
const pays = [{ organisation: 'st-anna', weight: '200', amountUnits: '999999' }];
const forged = verifyRoundReceipt({ ...receipt, leaf: { ...leaf, pays } }, facts);
console.log('with another amount:    ', forged);
if (verdict.kind !== 'verified' || forged.kind !== 'invalid')
    throw new Error('a receipt was misjudged');
//# sourceMappingURL=03-check-a-receipt.js.map