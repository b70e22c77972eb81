import { goalsOf } from './bench-report.js';
/** What the project sets itself. */
export function trainingGoals(report) {
    const ratios = Object.keys(report.backends).map((name) => ({ field: `backends.${name}.ratioToPlain`, least: 0.9 }));
    return goalsOf(report, [
        ...ratios,
        { field: 'memoryGrowth200Rounds', most: 1.05 },
        { field: 'largestAccuracyDifference', most: 0.003 },
        { field: 'overheadRatio', most: 1.5 },
    ]);
}
//# sourceMappingURL=training-report.js.map