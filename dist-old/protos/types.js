export const roles = ['operator', 'buyer', 'holder'];
export const bountyStates = [
    'open',
    'running',
    'settling',
    'final',
    'undersubscribed',
    'aborted-buyer',
    'aborted-coordinator',
];
export const roundStates = [
    'drawing',
    'advertising',
    'sharing',
    'collecting',
    'certifying',
    'unmasking',
    'completed',
    'abandoned',
];
export const evaluationStates = ['awaited', 'done', 'missed'];
//# sourceMappingURL=types.js.map