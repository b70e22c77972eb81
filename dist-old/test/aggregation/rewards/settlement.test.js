import { testProp } from '@fast-check/ava';
import test from 'ava';
import fc from 'fast-check';
import { roundPot, settleBounty, settleRound, } from '../../../aggregation/rewards/index.js';
const terms = {
    bountyId: 'mnist',
    priceUnits: 100000n,
    rounds: 3,
    feeBasisPoints: 250,
    weightCap: 100n,
};
const paid = (pays) => pays.reduce((sum, pay) => sum + pay.amountUnits, 0n);
test('a round pays its survivors by the root of their examples after the fee, to the last unit', t => {
    // Pot 33,333; fee 833.3 -> 833; 32,500 over weights 10, 20, 30 (900 examples, not 905).
    const settlement = settleRound(terms, {
        round: 1,
        survivors: [
            { holder: 'c', examples: 905n },
            { holder: 'a', examples: 100n },
            { holder: 'b', examples: 400n },
        ],
    });
    t.is(settlement.potUnits, 33333n);
    t.is(settlement.feeUnits, 833n);
    t.deepEqual(settlement.pays.map(({ holder, weight }) => [holder, weight]), [
        ['a', 10n],
        ['b', 20n],
        ['c', 30n],
    ]);
    // Exact: 5416.67, 10833.33, 16250: the unit left over goes to the remainder of .67.
    t.deepEqual(settlement.pays.map(({ amountUnits }) => amountUnits), [5417n, 10833n, 16250n]);
    t.is(settlement.unearnedUnits, 0n);
});
test('a round in which nobody has a weight pays nothing, bears no fee, and its pot goes back', t => {
    for (const survivors of [[], [{ holder: 'a', examples: 0n }]]) {
        const settlement = settleRound(terms, { round: 2, survivors });
        t.is(settlement.feeUnits, 0n);
        t.is(settlement.unearnedUnits, roundPot(terms.priceUnits, 3, 2));
        t.is(settleBounty(terms, [settlement]).refundUnits, terms.priceUnits);
    }
});
test('a bounty stopped after its first round refunds exactly the pots of the others', t => {
    const first = settleRound(terms, { round: 1, survivors: [{ holder: 'a', examples: 9n }] });
    t.deepEqual(settleBounty(terms, [first]), { paidUnits: 32500n, feeUnits: 833n, refundUnits: 66667n });
    t.deepEqual(settleBounty(terms, []), { paidUnits: 0n, feeUnits: 0n, refundUnits: 100000n });
});
test('a holder or a round named twice is refused, and so is a settlement that does not add up', t => {
    const survivors = [
        { holder: 'a', examples: 9n },
        { holder: 'a', examples: 16n },
    ];
    t.throws(() => settleRound(terms, { round: 1, survivors }), { message: /a is named twice/ });
    const round = settleRound(terms, { round: 1, survivors: survivors.slice(1) });
    t.throws(() => settleBounty(terms, [round, round]), { message: /round 1 is named twice/ });
    const inflated = { ...round, pays: round.pays.map(pay => ({ ...pay, amountUnits: pay.amountUnits + 1n })) };
    t.throws(() => settleBounty(terms, [inflated]), { message: /adds up to 33334, its pot holds 33333/ });
});
const anyTerms = fc.record({
    bountyId: fc.constant('any'),
    priceUnits: fc.bigInt({ min: 0n, max: 10n ** 24n }),
    rounds: fc.integer({ min: 1, max: 12 }),
    feeBasisPoints: fc.integer({ min: 0, max: 10_000 }),
    weightCap: fc.bigInt({ min: 1n, max: 1000n }),
});
const anySurvivors = fc.uniqueArray(fc.record({
    holder: fc.string({ minLength: 1, maxLength: 6 }),
    examples: fc.bigInt({ min: 0n, max: 10n ** 7n }),
}), { selector: ({ holder }) => holder, maxLength: 8 });
testProp('every unit of the price is paid, charged or refunded, whichever rounds were completed', [anyTerms, fc.array(fc.option(anySurvivors, { nil: null }), { minLength: 12, maxLength: 12 })], (t, bounty, facts) => {
    const completed = facts
        .slice(0, bounty.rounds)
        .flatMap((survivors, index) => survivors === null ? [] : [{ round: index + 1, survivors }])
        .map(round => settleRound(bounty, round));
    for (const round of completed) {
        t.is(paid(round.pays) + round.feeUnits + round.unearnedUnits, round.potUnits);
        t.true(round.pays.every(pay => pay.amountUnits >= 0n));
    }
    const settlement = settleBounty(bounty, completed);
    t.is(settlement.paidUnits + settlement.feeUnits + settlement.refundUnits, bounty.priceUnits);
    t.true(settlement.refundUnits >= 0n);
}, { numRuns: 500 });
testProp('the order in which survivors are named changes nothing', [anyTerms, anySurvivors], (t, bounty, survivors) => {
    const forwards = settleRound(bounty, { round: 1, survivors });
    const backwards = settleRound(bounty, { round: 1, survivors: [...survivors].reverse() });
    t.deepEqual(backwards, forwards);
});
//# sourceMappingURL=settlement.test.js.map