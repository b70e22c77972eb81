/**
 * How a price becomes pay: one pot for each round, a fee, and the rest by the square root of the examples. Pure
 * functions in whole units: whoever has the terms and the survivors recomputes the same amounts to the last unit.
 *
 *   npm run build && node dist/examples/02-split-a-price.js
 */
import { settleBounty, settleRound } from '../aggregation/rewards/index.js';
const terms = {
    bountyId: 'ab'.repeat(32),
    priceUnits: 1000001n, // does not divide by three: the pots differ by one unit
    rounds: 3,
    feeBasisPoints: 200, // 2 %
    weightCap: 1000n,
};
const everyone = [
    { holder: 'st-anna', examples: 40000n },
    { holder: 'northside', examples: 10000n },
    { holder: 'lakeview', examples: 2500n },
];
// Lakeview drops out of round 2; round 3 never takes place, because the target was met before.
const rounds = [
    settleRound(terms, { round: 1, survivors: everyone }),
    settleRound(terms, { round: 2, survivors: everyone.slice(0, 2) }),
];
for (const { round, potUnits, feeUnits, pays } of rounds) {
    console.log(`round ${round}: a pot of ${potUnits}, of which ${feeUnits} are the fee`);
    for (const { holder, weight, amountUnits } of pays)
        console.log(`  ${holder.padEnd(10)} weight ${String(weight).padStart(3)}   ${amountUnits} units`);
}
const { paidUnits, feeUnits, refundUnits } = settleBounty(terms, rounds);
console.log(`paid ${paidUnits}, fees ${feeUnits}, back to the buyer ${refundUnits}`);
if (paidUnits + feeUnits + refundUnits !== terms.priceUnits)
    throw new Error('the books do not balance');
//# sourceMappingURL=02-split-a-price.js.map