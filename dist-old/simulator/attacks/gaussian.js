import { euclideanNorm } from '../../aggregation/index.js';
/** A vector of a random direction and exactly this L2 norm, to the rounding of 32-bit floats. */
export function gaussianOfNorm(length, norm, random) {
    if (norm === 0)
        return new Float32Array(length);
    const direction = Float32Array.from({ length }, random.normal);
    const factor = norm / euclideanNorm(direction);
    return direction.map(value => value * factor);
}
//# sourceMappingURL=gaussian.js.map