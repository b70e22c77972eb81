import test from 'ava';
import { bitmapOf, toHex } from '../../../aggregation/crypto/index.js';
import { contradictionOf, decodeEvidence, decodeSignedStatement, encodeEvidenceDocument, isSignedStatement, makeEvidence, receiptStatement, resultStatement, rosterStatement, sharersStatement, signedStatement, survivorsStatement, verifyEvidence, } from '../../../aggregation/secure/index.js';
import * as server from '../../../aggregation/secure/server/index.js';
import { resultPayload, survivorsPayload } from '../../../aggregation/secure/signing.js';
import { accepted, groupOf, maskAll, signAll } from './group.js';
/** A group whose coordinator shows one survivor set to member 1 and a smaller one to member 2. */
function liesAboutSurvivors(size = 7) {
    const group = groupOf(size);
    const { members, server: certifying } = maskAll(group);
    const honest = server.survivorSetFor(certifying, 1);
    const smaller = { ...honest, survivors: bitmapOf([1, 2, 3, 4, 5], size) };
    const signature = group.coordinator.sign(survivorsPayload(certifying.sharersHash, smaller));
    const told = [honest, { ...smaller, signature }].map(set => signedStatement(survivorsStatement(set, certifying.sharersHash), group.coordinator.publicKey));
    return { group, certifying, members, first: told[0], second: told[1] };
}
function evidenceOf(first, second) {
    const made = makeEvidence(first, second);
    if (made.kind !== 'evidence')
        throw new Error(made.fault);
    return made.evidence;
}
test('two survivor sets that the coordinator signed in one session are a proof that stands alone', t => {
    const { group, first, second } = liesAboutSurvivors();
    const bytes = encodeEvidenceDocument(evidenceOf(first, second));
    const read = decodeEvidence(bytes);
    if (read.kind !== 'read')
        return t.fail(`${read.field} ${read.problem}`);
    t.deepEqual(verifyEvidence(read.document), { kind: 'proved', contradiction: 'two-survivor-sets' });
    t.deepEqual(verifyEvidence(read.document, group.coordinator.publicKey).kind, 'proved');
});
test('the same set shown to everybody is no evidence, and neither are sets of two sessions', t => {
    const { group, certifying, first } = liesAboutSurvivors();
    const again = signedStatement(survivorsStatement(server.survivorSetFor(certifying, 3), certifying.sharersHash), group.coordinator.publicKey);
    t.deepEqual(makeEvidence(first, again), { kind: 'not-proved', fault: 'no-contradiction' });
    const elsewhere = liesAboutSurvivors(6).second;
    t.not(elsewhere.coordinatorKey, first.coordinatorKey);
    t.is(contradictionOf(first.statement, elsewhere.statement), undefined);
});
test('evidence that was altered, forged or moved under another key proves nothing', t => {
    const { first, second } = liesAboutSurvivors();
    const evidence = evidenceOf(first, second);
    const fault = (changed, pinned) => {
        const verdict = verifyEvidence(changed, pinned);
        return verdict.kind === 'not-proved' ? verdict.fault : verdict.kind;
    };
    const stranger = groupOf(5).coordinator.publicKey;
    const [one, other] = evidence.statements;
    if (one.kind !== 'survivors' || other.kind !== 'survivors')
        return t.fail();
    t.is(fault({ ...evidence, coordinatorKey: toHex(stranger) }), 'first-not-signed');
    t.is(fault(evidence, stranger), 'another-coordinator');
    const altered = { ...other, survivors: one.survivors, inputsRoot: other.inputsRoot.replace(/^../, '00') };
    t.is(fault({ ...evidence, statements: [one, altered] }), 'second-not-signed');
    t.is(fault({ ...evidence, statements: [{ ...one, sessionId: other.sharersHash }, other] }), 'first-not-signed');
    t.is(fault({ ...evidence, statements: [one, one] }), 'no-contradiction');
});
test('a receipt for an input and a survivor set without its sender contradict each other', t => {
    const { group, certifying, first, second } = liesAboutSurvivors();
    const receiptOf = (index) => {
        const header = certifying.headers.get(index);
        const step = accepted(server.receiveMaskedInputHeader(certifying, index, header));
        return signedStatement(receiptStatement(step.output), group.coordinator.publicKey);
    };
    t.deepEqual(verifyEvidence(evidenceOf(receiptOf(6), second)), {
        kind: 'proved',
        contradiction: 'receipt-without-survival',
    });
    // In either order, and not against a set that has the member, nor between receipts of two members.
    t.is(contradictionOf(second.statement, receiptOf(7).statement), 'receipt-without-survival');
    t.is(contradictionOf(receiptOf(5).statement, second.statement), undefined);
    t.is(contradictionOf(receiptOf(6).statement, first.statement), undefined);
    t.is(contradictionOf(receiptOf(6).statement, receiptOf(7).statement), undefined);
});
test('everything that an honest coordinator signs in a session is signed, and nothing of it contradicts', t => {
    const { statements, key } = honestStatements(groupOf(6));
    for (const statement of statements)
        t.true(isSignedStatement(statement, key), statement.kind);
    for (const one of statements)
        for (const other of statements)
            t.is(contradictionOf(one, other), undefined, `${one.kind}, ${other.kind}`);
});
function honestStatements(group) {
    const { server: unmasking } = signAll(group, [6]);
    const sharing = { ...unmasking, phase: 'sharing' };
    const rosters = [1, 2].map(index => rosterStatement(server.rosterFor(sharing, index)));
    const inboxes = [1, 2].map(index => sharersStatement(server.inboxFor(unmasking, index)));
    const sets = [1, 2].map(index => survivorsStatement(server.survivorSetFor(unmasking, index), unmasking.sharersHash));
    const unsigned = {
        sessionId: unmasking.session.sessionId,
        survivors: unmasking.survivors.bitmap,
        sumHash: new Uint8Array(32).fill(1),
        transcriptHash: new Uint8Array(32).fill(2),
    };
    const result = resultStatement({ ...unsigned, signature: group.coordinator.sign(resultPayload(unsigned)) });
    return { statements: [...rosters, ...inboxes, ...sets, result], key: group.coordinator.publicKey };
}
test('two results, two rosters or two sets of sharers of one session are named for what they are', t => {
    const { statements } = honestStatements(groupOf(6));
    const changed = { roster: 'root', sharers: 'sharersHash', result: 'sumHash' };
    const names = statements.flatMap(statement => {
        if (!(statement.kind in changed))
            return [];
        const field = changed[statement.kind];
        return [contradictionOf(statement, { ...statement, [field]: '00'.repeat(32) })];
    });
    t.deepEqual(new Set(names), new Set(['two-rosters', 'two-sharer-sets', 'two-results']));
});
test('documents with a field too many, of another kind or spelled otherwise are refused by the name of the field', t => {
    const { first, second } = liesAboutSurvivors();
    const evidence = evidenceOf(first, second);
    const read = (document) => {
        const bytes = new TextEncoder().encode(typeof document === 'string' ? document : JSON.stringify(document));
        const outcome = decodeEvidence(bytes);
        return outcome.kind === 'malformed' ? `${outcome.field} ${outcome.problem}` : 'read';
    };
    t.regex(read({ ...evidence, note: 'believe me' }), /^note is not a field/);
    t.regex(read({ ...evidence, statements: [evidence.statements[0]] }), /^statements must be a list of at least 2/);
    t.regex(read({ ...evidence, statements: [{ kind: 'rumour' }, first.statement] }), /^statements\[0\].kind must be one of/);
    t.regex(read({ ...evidence, coordinatorKey: 'AB'.repeat(32) }), /^coordinatorKey must be 64 lower-case/);
    t.regex(read(JSON.stringify(evidence, null, 2)), /canonical/);
    t.regex(read('{'), /JSON/);
    t.regex(read(' '.repeat(200_000)), /at most/);
    const statement = decodeSignedStatement(encodeEvidenceDocument(first));
    t.is(statement.kind, 'read');
    t.is(decodeSignedStatement(encodeEvidenceDocument(evidence)).kind, 'malformed');
});
//# sourceMappingURL=evidence.test.js.map