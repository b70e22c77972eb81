/**
 * Shares that sum to 1 from a symmetric Dirichlet(alpha): normalised gamma deviates, kept as logarithms so that a tiny
 * alpha does not underflow.
 */
export function dirichletShares(count, alpha, random) {
    const logs = Array.from({ length: count }, () => logGamma(alpha, random));
    const largest = logs.reduce((most, log) => Math.max(most, log));
    const weights = logs.map(log => Math.exp(log - largest));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return weights.map(weight => weight / sum);
}
/** The logarithm of a Gamma(shape, 1) deviate (Marsaglia and Tsang 2000), raised by one below shape 1. */
function logGamma(shape, random) {
    if (shape < 1)
        return logGamma(shape + 1, random) + Math.log(1 - random.unit()) / shape;
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
        const x = random.normal();
        const v = (1 + c * x) ** 3;
        if (v > 0 && Math.log(1 - random.unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
            return Math.log(d) + Math.log(v);
        }
    }
}
const largestAlpha = 1000;
/** 1, 2, 3 and 5 of every power of ten, from 0.001 to 1000, those above `alpha`: where a milder alpha is looked for. */
export function alphasAbove(alpha) {
    const steps = [-3, -2, -1, 0, 1, 2].flatMap(power => [1, 2, 3, 5].map(digit => Number(`${digit}e${power}`)));
    return [...steps, largestAlpha].filter(step => step > alpha);
}
//# sourceMappingURL=dirichlet-shares.js.map