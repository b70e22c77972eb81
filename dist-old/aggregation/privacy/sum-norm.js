/**
 * An alarm on a sum that cannot come of honest members. Each clips its vector to an L2 norm of C, so that the norm of
 * n of them added is at most n C by the triangle inequality; a longer sum holds a vector that was not clipped. Whose it
 * is, masking hides. A sum within the limit proves nothing: vectors that were not clipped may cancel.
 */
/** A part in a hundred above what the triangle inequality allows is no accident of arithmetic. */
export const sumNormSlack = 0.01;
/** The norm of `integers` (each worth `step`) against the limit for vectors that were clipped to `clipNorm`. */
export function checkSumNorm(integers, step, summands, clipNorm, slack = sumNormSlack) {
    let squares = 0;
    for (let i = 0; i < integers.length; i++)
        squares += integers[i] * integers[i];
    const norm = step * Math.sqrt(squares);
    // Stochastic rounding moves each coordinate of each member by less than one step, in either direction at random.
    const rounding = step * Math.sqrt(integers.length * summands.vectors);
    const limit = summands.factors * clipNorm * (1 + slack) + rounding;
    return { norm, limit, isOverLimit: norm > limit };
}
//# sourceMappingURL=sum-norm.js.map