export const dataWarningKinds = [
    'mostly-missing',
    'constant',
    'suspicious-value',
    'unseen-class',
    'duplicates',
];
export const quantileShares = [0.05, 0.25, 0.5, 0.75, 0.95];
//# sourceMappingURL=report.js.map