/** What the attacks on updates make of one update. Data attacks train honestly on other data and leave it as it is. */
import { euclideanNorm, parameterVector } from '../../aggregation/index.js';
import { gaussianOfNorm } from './gaussian.js';
/** The update that is sent in place of an honest one, of the same layout; the honest one is left alone. */
export function attackUpdate(honest, attack, random) {
    const { values, layout } = honest;
    switch (attack.kind) {
        case 'sign-flip':
            return parameterVector(values.map(value => -attack.scale * value), layout);
        case 'noise':
            return parameterVector(gaussianOfNorm(values.length, attack.scale * euclideanNorm(values), random), layout);
        case 'free-rider':
            return parameterVector(gaussianOfNorm(values.length, attack.disguise, random), layout);
        default:
            return honest;
    }
}
/**
 * What an agent that skips clipping sends: called with every attacker's update after it was clipped. Acts for attacks
 * with `clipping: skipped`, and leaves all others, which acted before.
 */
export function attackClipped(clipped, attack, random) {
    return skipsClipping(attack) ? attackUpdate(clipped, attack, random) : clipped;
}
export function skipsClipping(attack) {
    return 'clipping' in attack && attack.clipping === 'skipped';
}
//# sourceMappingURL=attack-update.js.map