import { writeFile } from 'node:fs/promises';
import test from 'ava';
import { bitmapOf, toHex } from '../../aggregation/crypto/index.js';
import { encodeEvidenceDocument, signedStatement, survivorsStatement, } from '../../aggregation/secure/index.js';
import * as server from '../../aggregation/secure/server/index.js';
import { survivorsPayload } from '../../aggregation/secure/signing.js';
import { groupOf, maskAll } from '../aggregation/secure/group.js';
import { assertTold, openWorkplace, runHere } from './parley.js';
/** What two holders were told by a coordinator that shows each another set of survivors. */
function twoStories() {
    const group = groupOf(7);
    const { server: certifying } = maskAll(group);
    const whole = server.survivorSetFor(certifying, 1);
    const smaller = { ...whole, survivors: bitmapOf([1, 2, 3, 4, 5], 7) };
    const signature = group.coordinator.sign(survivorsPayload(certifying.sharersHash, smaller));
    const [ours, theirs] = [whole, { ...smaller, signature }].map(set => signedStatement(survivorsStatement(set, certifying.sharersHash), group.coordinator.publicKey));
    return { ours: ours, theirs: theirs, key: toHex(group.coordinator.publicKey) };
}
test('two holders lay their statements side by side and anyone can verify what comes of it', async (t) => {
    const { at, parley } = await openWorkplace(t);
    const { ours, theirs, key } = twoStories();
    await writeFile(at('ours.json'), encodeEvidenceDocument(ours));
    // An editor's line break at the end does not spoil a document.
    await writeFile(at('theirs.json'), Buffer.concat([encodeEvidenceDocument(theirs), Buffer.from('\n')]));
    const made = await parley(['evidence', 'ours.json', 'theirs.json', '--out', 'proof.json']);
    t.is(made.code, 0, made.stderr);
    const told = await parley(['verify', 'proof.json']);
    t.is(told.code, 0, told.stderr);
    t.regex(told.stdout, /^Holds: the coordinator signed two different survivor sets in one session/);
    const counted = await parley(['verify', 'proof.json', '--coordinator-key', key, '--json']);
    t.like(counted.json(), {
        type: 'equivocation',
        valid: true,
        contradiction: 'two-survivor-sets',
        coordinatorKey: key,
    });
    const alone = await parley(['verify', 'ours.json', '--json']);
    t.like(alone.json(), { type: 'statement', valid: true, statement: 'survivors' });
    t.is((await parley(['evidence', 'ours.json', 'theirs.json', '--out', 'proof.json'])).code, 2, 'never replaced');
});
test('what proves nothing is told, and exits 1; what cannot be read exits 2', async (t) => {
    const { at } = await openWorkplace(t);
    const { ours, theirs } = twoStories();
    const write = async (name, text) => {
        await writeFile(at(name), text);
        return at(name);
    };
    const [left, right] = [
        await write('ours.json', encodeEvidenceDocument(ours)),
        await write('theirs.json', encodeEvidenceDocument(theirs)),
    ];
    const out = at('proof.json');
    assertTold(t, await runHere(['evidence', left, left, '--out', out]), 1, /agree, or speak of different sessions/);
    assertTold(t, await runHere(['evidence', left, at('nowhere.json'), '--out', out]), 2, /nowhere\.json/);
    t.is((await runHere(['evidence', left, right, '--out', out])).code, 0);
    const stranger = '11'.repeat(32);
    const foreign = await runHere(['verify', out, '--coordinator-key', stranger, '--json']);
    t.is(foreign.code, 1);
    t.like(foreign.json(), { valid: false, fault: 'another-coordinator' });
    const forged = { ...theirs, statement: { ...theirs.statement, signature: ours.statement.signature } };
    const unsigned = await write('forged.json', encodeEvidenceDocument(forged));
    assertTold(t, await runHere(['evidence', left, unsigned, '--out', at('x.json')]), 1, /second statement is not signed/);
    t.is((await runHere(['verify', unsigned])).code, 1);
    assertTold(t, await runHere(['verify', await write('shopping.txt', 'milk, bread')]), 2, /no document that can be verified/);
    const twice = await write('twice.json', JSON.stringify({ ...ours, coordinatorKey: 'short' }));
    assertTold(t, await runHere(['verify', twice]), 2, /coordinatorKey must be 64 lower-case/);
});
//# sourceMappingURL=verify.test.js.map