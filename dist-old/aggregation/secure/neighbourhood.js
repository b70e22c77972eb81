/**
 * How many neighbours are enough. For n members of whom at most c collude with the coordinator and at most d are lost,
 * the smallest even degree k and a threshold t such that, over the random order of the ring,
 *
 * 1. the members that are left, honest and present, are connected but for a chance of 2^-41;
 * 2. no member has more than t1 colluding neighbours but for a chance of 2^-41 in all, and 2t exceeds what they and
 *    the honest together could open, so that nobody's two secrets are ever both rebuilt;
 * 3. every member keeps t neighbours that are present but for a chance of 2^-20 in all.
 *
 * Bell et al. (CCS 2020), section 3, as the finder of the federated-compute library computes it
 * (`graph_parameter_finder`). That finder answers for the semi-honest and the semi-malicious coordinator; a third
 * answer, `closed`, is the one used here: as a member of fedsa/v1 also holds a share of its own secrets, the holders
 * are k + 1 and 2t > (k + 1) + t1 is asked, which is one more than the semi-malicious t where k + t1 is odd.
 */
const securityBits = 40;
const correctnessBits = 20;
/** The smallest neighbourhoods that serve, or undefined when none below the complete graph does. */
export function findNeighbourhoods(risk, rule = 'closed') {
    const logFactorial = logFactorials(risk.size);
    for (let degree = 2; degree < risk.size - 1; degree += 2) {
        const found = checkDegree(risk, degree, rule, logFactorial);
        if (found !== undefined)
            return found;
    }
    return undefined;
}
/** Whether neighbourhoods of this degree serve, with the least threshold that does. */
export function neighbourhoodsOfDegree(risk, degree, rule = 'closed') {
    if (degree % 2 !== 0 || degree < 2 || degree >= risk.size - 1)
        return undefined;
    return checkDegree(risk, degree, rule, logFactorials(risk.size));
}
/** The largest threshold that lost members leave within reach at this degree (t2). */
export function reachableThreshold(risk, degree) {
    return leastSurvivingNeighbours(risk, degree, logFactorials(risk.size));
}
/** log(i!) at i, summed with a correction for rounding (Kahan). */
function logFactorials(size) {
    const logs = new Float64Array(size + 1);
    let correction = 0;
    for (let i = 2; i <= size; i++) {
        const term = Math.log(i) - correction;
        const sum = logs[i - 1] + term;
        correction = sum - logs[i - 1] - term;
        logs[i] = sum;
    }
    return logs;
}
function checkDegree(risk, degree, rule, logFactorial) {
    if (logChanceOfDisconnection(risk, degree, logFactorial) >= -(securityBits + 1) * Math.LN2)
        return undefined;
    const corruptNeighbours = mostCorruptNeighbours(risk, degree, logFactorial);
    const threshold = thresholdAbove(corruptNeighbours, degree, rule);
    if (threshold > leastSurvivingNeighbours(risk, degree, logFactorial))
        return undefined;
    return { degree, threshold: Math.max(threshold, 2), corruptNeighbours };
}
function thresholdAbove(corrupt, degree, rule) {
    if (rule === 'semi-honest')
        return corrupt + 1;
    const holders = rule === 'closed' ? degree + 1 : degree;
    return Math.floor((holders + corrupt) / 2) + 1;
}
/**
 * To cut the ring, k/2 members in a row must be missing at two places. The union bound over all pairs of places, with
 * colluders and lost members taken together.
 */
function logChanceOfDisconnection(risk, degree, logFactorial) {
    const { size } = risk;
    const bad = risk.colluders + risk.dropouts;
    if (degree > bad)
        return Number.NEGATIVE_INFINITY;
    const logPairsOfGaps = Math.log(size) + Math.log(size - degree - 1) - Math.LN2;
    return (logPairsOfGaps +
        logFactorial[bad] +
        logFactorial[size - degree] -
        logFactorial[size] -
        logFactorial[bad - degree]);
}
/** t1: a member has more colluding neighbours with a chance below 2^-41 / n. */
function mostCorruptNeighbours(risk, degree, logFactorial) {
    const chance = 2 ** -(securityBits + 1) / risk.size;
    // More than t1 colluders among k is fewer than k - t1 others.
    return degree - 1 - lowQuantile(risk.size, risk.size - risk.colluders, degree, chance, logFactorial);
}
/** t2: a member keeps fewer neighbours with a chance below 2^-20 / n. */
function leastSurvivingNeighbours(risk, degree, logFactorial) {
    const chance = 2 ** -correctnessBits / risk.size;
    return lowQuantile(risk.size, risk.size - risk.dropouts, degree, chance, logFactorial) + 1;
}
/** The largest x, from -1, with P(X <= x) < chance, X the marked ones among `drawn` of `size` with `marked`. */
function lowQuantile(size, marked, drawn, chance, logFactorial) {
    let below = 0;
    for (let x = Math.max(0, marked + drawn - size); x <= drawn; x++) {
        below += hypergeometric(size, marked, drawn, x, logFactorial);
        if (below >= chance)
            return x - 1;
    }
    return drawn;
}
function hypergeometric(size, marked, drawn, x, logFactorial) {
    if (x > marked || drawn - x > size - marked)
        return 0;
    const log = (i) => logFactorial[i];
    return Math.exp(log(drawn) -
        log(x) -
        log(drawn - x) +
        log(marked) -
        log(marked - x) +
        log(size - marked) -
        log(size - marked - drawn + x) +
        log(size - drawn) -
        log(size));
}
//# sourceMappingURL=neighbourhood.js.map