/** An experiment that cannot be run as it is written; known before the first round. */
export class ExperimentError extends Error {
    name = 'ExperimentError';
    /** Dotted path in the experiment. */
    field;
    constructor(field, message) {
        super(`${field}: ${message}`);
        this.field = field;
    }
}
/** An experiment's file, preset or change of a field is not as it must be; the message says where, and what would do. */
export class ExperimentFileError extends Error {
    name = 'ExperimentFileError';
}
//# sourceMappingURL=experiment-error.js.map