/**
 * The receipt of a round, checked before it counts: the coordinator's log holds the leaf, the leaf is about this
 * round and this holder's input, and the pay in it is what the terms give, recomputed here to the last unit.
 */
import { decodeRoundReceipt, leafGroupOf, leafSurvivors, membersOf, settleRound, toHex, verifyCheckpoint, verifyRoundReceipt, } from '../../aggregation/index.js';
/** Verifies a receipt; every figure in it is checked against what this holder knows or can compute. */
export function checkReceipt(bytes, facts) {
    if (bytes.length === 0)
        return invalid('the coordinator gave no receipt');
    const read = decodeRoundReceipt(bytes);
    if (read.kind === 'malformed')
        return invalid(`its ${read.field} ${read.problem}`);
    const { receipt } = read;
    const verdict = verifyRoundReceipt(receipt, {
        coordinatorKey: facts.coordinatorKey,
        organisation: facts.organisation,
        group: facts.session.context.group,
        inputHash: toHex(facts.inputHash),
        transcriptHash: toHex(facts.result.transcriptHash),
    });
    if (verdict.kind === 'invalid')
        return invalid(verdict.reason);
    const { leaf } = receipt;
    const fault = checkLeaf(leaf, facts) ?? checkGroups(leaf, facts) ?? checkPay(leaf, facts);
    if (fault !== undefined)
        return invalid(fault);
    const own = receipt.leaf.pays.find(({ organisation }) => organisation === facts.organisation);
    return {
        kind: 'verified',
        amountUnits: BigInt(own?.amountUnits ?? '0'),
        logHead: logHeadIn(receipt.checkpoint, facts.coordinatorKey),
        survivors: leafSurvivors(receipt.leaf).map(({ organisation }) => organisation),
    };
}
function logHeadIn(checkpoint, coordinatorKey) {
    const checked = verifyCheckpoint(checkpoint, coordinatorKey);
    if (checked.kind === 'refused')
        throw new Error('a checkpoint that was verified is refused');
    const { size, root } = checked.checkpoint;
    return { size, root };
}
function invalid(reason) {
    return { kind: 'invalid', reason };
}
function checkLeaf(leaf, facts) {
    const { attempt, papers, session, result } = facts;
    const group = leafGroupOf(leaf, facts.organisation);
    const expected = [
        ['bounty', leaf.bountyId, attempt.bountyId],
        ['terms', leaf.termsHash, papers.termsHash],
        ['round', leaf.round, attempt.round],
        ['attempt', leaf.attempt, attempt.attempt],
        ['partition', leaf.partition, toHex(session.context.partition)],
        ['session', group.sessionId, toHex(session.sessionId)],
        ['sum', group.sumHash, toHex(result.sumHash)],
        ['number of survivors', group.survivors.length, survivorsOf(session, result).length],
        ['list of survivors', namesIn(group, session, result), survivingHolders(session, result)],
        ['number of examples', ownExamples(group, facts.organisation), facts.examples],
    ];
    const different = expected.find(([, found, own]) => found !== own);
    if (different === undefined)
        return undefined;
    const [what, found, own] = different;
    return `its ${what} is ${found}, this holder knows ${own}`;
}
/**
 * The groups, summed or not, are those of the draw, each once and with none but its own members, each of them once: whoever
 * is paid beside them was not drawn.
 */
function checkGroups({ groups, failedGroups, partitionSeed }, { ownGroup }) {
    if (ownGroup === undefined) {
        const isOne = groups.length === 1 && groups[0].group === 1 && failedGroups.length === 0;
        return isOne ? checkNames(groups[0].survivors) : 'it has groups, and none were drawn';
    }
    if (partitionSeed !== toHex(ownGroup.partitionSeed))
        return 'its partition was cut by another seed';
    const summed = groups.map(({ group, survivors }) => ({ group, members: survivors }));
    const named = [...summed, ...failedGroups].sort((left, right) => left.group - right.group);
    const numbers = named.map(({ group }) => group);
    if (numbers.some((group, i) => group !== i + 1) || numbers.length !== ownGroup.organisations.length) {
        return `it accounts for groups ${numbers.join(', ')}; ${ownGroup.organisations.length} were drawn`;
    }
    for (const { group, members } of named) {
        const drawn = new Set(ownGroup.organisations[group - 1]);
        const foreign = members.find(({ organisation }) => !drawn.has(organisation));
        if (foreign !== undefined)
            return `it has ${foreign.organisation} in group ${group}, which was drawn without it`;
    }
    return checkNames(named.flatMap(({ members }) => members));
}
function checkNames(members) {
    const seen = new Set();
    for (const { organisation } of members) {
        if (seen.has(organisation))
            return `it names ${organisation} twice`;
        seen.add(organisation);
    }
    return undefined;
}
/** The survivors that the leaf names in its group, as far as this holder knows who they are: all of them on the complete graph. */
function namesIn(group, session, result) {
    const known = survivingHolders(session, result).split(', ');
    const named = group.survivors.map(({ organisation }) => organisation).sort();
    return isComplete(session) ? named.join(', ') : known.filter(name => named.includes(name)).join(', ');
}
function isComplete(session) {
    return session.degree === session.size - 1;
}
function survivorsOf(session, { survivors }) {
    return membersOf(survivors, session.size) ?? [];
}
function survivingHolders(session, result) {
    const survivors = survivorsOf(session, result);
    return session.holders
        .filter(({ index }) => survivors.includes(index))
        .map(({ organisation }) => organisation)
        .sort()
        .join(', ');
}
function ownExamples(group, own) {
    return group.survivors.find(({ organisation }) => organisation === own)?.examples;
}
/** Settles the round again from the terms and the survivors that the leaf names. */
function checkPay(leaf, { papers }) {
    const { pay, training } = papers.terms;
    const settled = settleRound({
        bountyId: papers.bountyId,
        priceUnits: BigInt(pay.priceUnits),
        rounds: training.rounds,
        feeBasisPoints: pay.feeBasisPoints,
        weightCap: BigInt(pay.weightCap),
    }, {
        round: leaf.round,
        survivors: leafSurvivors(leaf).map(({ organisation, examples }) => ({
            holder: organisation,
            examples: BigInt(examples),
        })),
        unsummed: leaf.failedGroups.flatMap(({ members }) => members.map(({ organisation, examples }) => ({ holder: organisation, examples: BigInt(examples) }))),
    });
    const expected = settled.pays.map(({ holder, weight, amountUnits }) => `${holder} ${amountUnits} for weight ${weight}`);
    const found = [...leaf.pays]
        .sort((left, right) => (left.organisation < right.organisation ? -1 : 1))
        .map(({ organisation, weight, amountUnits }) => `${organisation} ${amountUnits} for weight ${weight}`);
    if (leaf.potUnits !== `${settled.potUnits}`)
        return `its pot is ${leaf.potUnits}, the terms give ${settled.potUnits}`;
    if (leaf.feeUnits !== `${settled.feeUnits}`)
        return `its fee is ${leaf.feeUnits}, the terms give ${settled.feeUnits}`;
    const different = expected.findIndex((line, i) => line !== found[i]);
    if (different < 0 && found.length === expected.length)
        return undefined;
    return `it pays ${found[different] ?? 'others'}, the terms give ${expected[different] ?? 'nothing more'}`;
}
//# sourceMappingURL=receipt.js.map