/** The messages of a round that a member sends, in order; the first two where the cohort is divided. */
export const agentStages = [
    'committed',
    'seed-shown',
    'advertised',
    'shared',
    'masked',
    'signed',
    'revealed',
];
//# sourceMappingURL=events.js.map