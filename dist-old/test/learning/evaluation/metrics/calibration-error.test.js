import test from 'ava';
import { calibrationErrorOf, calibrationSums, } from '../../../../learning/evaluation/metrics/calibration-error.js';
test('the calibration error is the weighed distance of confidence and hits, bin by bin', t => {
    const confidences = Float64Array.of(0.05, 0.1, 0.5, 0.95, 1, 0);
    const hits = Uint8Array.of(1, 0, 0, 1, 1, 0);
    const sums = calibrationSums(confidences, hits, undefined, 10);
    // Edges belong to the bin below: 0, 0.05 and 0.1 are together, 0.95 and 1 too.
    t.deepEqual([...sums.counts], [3, 0, 0, 0, 1, 0, 0, 0, 0, 2]);
    t.true(Math.abs(calibrationErrorOf(sums) - (0.85 + 0.5 + 0.05) / 6) < 1e-12);
});
test('a weight counts an example that often', t => {
    const confidences = Float64Array.of(0.3, 0.8, 0.9);
    const hits = Uint8Array.of(1, 0, 1);
    const weighed = calibrationErrorOf(calibrationSums(confidences, hits, Int32Array.of(2, 0, 1)));
    const repeated = calibrationErrorOf(calibrationSums(Float64Array.of(0.3, 0.3, 0.9), Uint8Array.of(1, 1, 1)));
    t.is(weighed, repeated);
});
//# sourceMappingURL=calibration-error.test.js.map