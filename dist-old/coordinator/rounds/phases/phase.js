/** The stages of an attempt, as they are called outside, in order; the first two where the cohort is divided. */
export const stageWords = ['commit', 'reveal', 'advertise', 'share', 'input', 'survivors', 'unmask'];
/** Time for members that are not yet connected to come to an attempt's first stage. */
export const openingGraceMs = 3_000;
//# sourceMappingURL=phase.js.map