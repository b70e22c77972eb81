import test from 'ava';
import { buildMerkleTree, canonicalJson, decodeRoundReceipt, encodeRoundLeaf, encodeRoundReceipt, formatCheckpoint, fromHex, inclusionPath, issueRoundReceipt, receiptLimits, roundTranscriptOf, signerFromSeed, signNote, utf8, verifyRoundReceipt, } from '../../../aggregation/index.js';
const signer = signerFromSeed(new Uint8Array(32).fill(9));
const stranger = signerFromSeed(new Uint8Array(32).fill(8));
const origin = 'parley.example/log';
function groupLeaf(group, digit, survivors) {
    return {
        group,
        sessionId: `c${digit}`.repeat(32),
        sumHash: `2${digit}`.repeat(32),
        transcriptHash: `3${digit}`.repeat(32),
        survivors,
    };
}
const leaf = {
    kind: 'round',
    bountyId: 'aa'.repeat(32),
    termsHash: 'bb'.repeat(32),
    round: 2,
    attempt: 1,
    partition: 'ee'.repeat(32),
    partitionSeed: 'ef'.repeat(32),
    groups: [
        groupLeaf(1, '3', [{ organisation: 'west', examples: 7, inputHash: '13'.repeat(32) }]),
        groupLeaf(2, '4', [
            { organisation: 'north', examples: 900, inputHash: '11'.repeat(32) },
            { organisation: 'east', examples: 400, inputHash: '12'.repeat(32) },
        ]),
    ],
    failedGroups: [{ group: 3, reason: 'too-few-inputs', members: [{ organisation: 'isle', examples: 30 }] }],
    dropouts: [{ organisation: 'south', stage: 'input' }],
    modelHash: '44'.repeat(32),
    potUnits: '1000',
    feeUnits: '20',
    pays: [
        { organisation: 'north', weight: '30', amountUnits: '588' },
        { organisation: 'east', weight: '20', amountUnits: '392' },
    ],
};
/** A receipt for `written`, in a log where it stands fourth of six. */
function receiptOf(written, organisation = 'north') {
    const bodies = ['a', 'b', 'c', '', 'e', 'f'].map((text, i) => i === 3 ? encodeRoundLeaf(written) : utf8(text));
    const tree = buildMerkleTree(bodies);
    const checkpoint = signNote(formatCheckpoint({ origin, size: 6, root: tree.root }), origin, signer);
    return issueRoundReceipt(organisation, written, {
        index: 3,
        treeSize: 6,
        path: inclusionPath(tree, 3),
        checkpoint,
    });
}
const facts = {
    coordinatorKey: signer.publicKey,
    organisation: 'north',
    group: 2,
    inputHash: '11'.repeat(32),
    transcriptHash: '34'.repeat(32),
};
const receipt = receiptOf(leaf);
test('a receipt satisfies the survivor that it was issued to', t => {
    t.deepEqual(verifyRoundReceipt(receipt, facts), { kind: 'verified' });
});
test('every changed bit of a receipt file is noticed', t => {
    const bytes = encodeRoundReceipt(receipt);
    for (let place = 0; place < bytes.length * 8; place++) {
        const changed = bytes.slice();
        changed[place >> 3] ^= 1 << (place & 7);
        const read = decodeRoundReceipt(changed);
        const isNoticed = read.kind === 'malformed' || verifyRoundReceipt(read.receipt, facts).kind === 'invalid';
        if (!isNoticed)
            t.fail(`bit ${place & 7} of byte ${place >> 3}`);
    }
    t.pass();
});
for (const [what, reason, changed, known] of [
    ['issued to another', 'another-organisation', receiptOf(leaf, 'east'), facts],
    ['for another input', 'another-input', receipt, { ...facts, inputHash: '12'.repeat(32) }],
    ['for another transcript', 'another-transcript', receipt, { ...facts, transcriptHash: '33'.repeat(32) }],
    ['of another group', 'another-group', receipt, { ...facts, group: 1 }],
    ['of another coordinator', 'not-signed', receipt, { ...facts, coordinatorKey: stranger.publicKey }],
    ['that claims another size', 'another-tree', { ...receipt, treeSize: 7 }, facts],
    ['that claims another place', 'not-in-log', { ...receipt, index: 2 }, facts],
    ['with a shorter path', 'not-in-log', { ...receipt, path: receipt.path.slice(1) }, facts],
    ['with another pot', 'not-in-log', { ...receipt, leaf: { ...leaf, potUnits: '1001' } }, facts],
    ['with a path of other letters', 'malformed-receipt', { ...receipt, path: ['zz'.repeat(32)] }, facts],
    ['with half a note', 'malformed-note', { ...receipt, checkpoint: receipt.checkpoint.slice(0, -1) }, facts],
    ['without a note', 'malformed-checkpoint', { ...receipt, checkpoint: '' }, facts],
    [
        'over another tree',
        'bad-signature',
        { ...receipt, checkpoint: receipt.checkpoint.replace('\n6\n', '\n5\n') },
        facts,
    ],
    [
        'for a round that its holder did not survive',
        'not-a-survivor',
        { ...receiptOf({ ...leaf, groups: leaf.groups.slice(0, 1) }, 'west'), organisation: 'north' },
        facts,
    ],
]) {
    test(`a receipt ${what} is invalid: ${reason}`, t => {
        t.deepEqual(verifyRoundReceipt(changed, known), { kind: 'invalid', reason });
    });
}
test('a holder that dropped out gets no receipt', t => {
    t.throws(() => receiptOf(leaf, 'south'), { message: /south did not survive round 2/ });
});
test('a receipt file reads back as it was written', t => {
    t.deepEqual(decodeRoundReceipt(encodeRoundReceipt(receipt)), { kind: 'receipt', receipt });
});
const altered = (change) => encodeRoundReceipt({ ...receipt, ...change });
const alteredSurvivor = (change) => {
    const [group] = leaf.groups;
    return alteredLeaf({ groups: [{ ...group, survivors: [{ ...group.survivors[0], ...change }] }] });
};
const alteredLeaf = (change) => altered({ leaf: { ...leaf, ...change } });
for (const [field, bytes] of [
    ['(document)', utf8('{')],
    ['(document)', utf8(`${canonicalJson(receipt)} `)],
    ['(document)', utf8('[1]')],
    ['(document)', new Uint8Array([0xef, 0xbb, 0xbf, ...encodeRoundReceipt(receipt)])],
    ['(document)', new Uint8Array(receiptLimits.bytes + 1)],
    ['version', altered({ version: 2 })],
    ['organisation', altered({ organisation: '' })],
    ['index', altered({ index: -1 })],
    ['treeSize', altered({ treeSize: 1.5 })],
    ['path', altered({ path: new Array(receiptLimits.path + 1).fill('00'.repeat(32)) })],
    ['path[1]', altered({ path: ['00'.repeat(32), 'AB'.repeat(32)] })],
    ['checkpoint', altered({ checkpoint: 5 })],
    ['extra', altered({ extra: 1 })],
    ['leaf', altered({ leaf: null })],
    ['leaf.kind', alteredLeaf({ kind: 'terms' })],
    ['leaf.potUnits', alteredLeaf({ potUnits: 1000 })],
    ['leaf.feeUnits', alteredLeaf({ feeUnits: '020' })],
    ['leaf.partition', alteredLeaf({ partition: '00' })],
    ['leaf.groups', alteredLeaf({ groups: [] })],
    ['leaf.groups[0].group', alteredLeaf({ groups: [{ ...leaf.groups[0], group: 1.5 }] })],
    ['leaf.groups[0].survivors[0].examples', alteredSurvivor({ examples: '9' })],
    ['leaf.groups[0].survivors[0].email', alteredSurvivor({ email: 'x' })],
    ['leaf.dropouts', alteredLeaf({ dropouts: undefined })],
]) {
    test(`a malformed receipt file is refused by the field at fault: ${field}, ${bytes.length} bytes`, t => {
        const read = decodeRoundReceipt(bytes);
        t.is(read.kind, 'malformed');
        t.is(read.kind === 'malformed' && read.field, field);
    });
}
test('a round of several groups has one hash for all transcripts, a round of one group its own', t => {
    const [one, other] = leaf.groups.map(({ transcriptHash }) => ({ transcriptHash: fromHex(transcriptHash) }));
    t.deepEqual(roundTranscriptOf([one]), one.transcriptHash);
    const both = roundTranscriptOf([one, other]);
    t.is(both.length, 32);
    t.notDeepEqual(both, roundTranscriptOf([other, one]));
    t.throws(() => roundTranscriptOf([]), { instanceOf: RangeError });
});
//# sourceMappingURL=receipt.test.js.map