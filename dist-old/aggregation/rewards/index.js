export { baseWeight, feeOn, integerSquareRoot, roundPot } from './base-pool.js';
export { allocate, tieBreaker } from './largest-remainder.js';
export { settleBounty, settleRound, } from './settlement.js';
//# sourceMappingURL=index.js.map