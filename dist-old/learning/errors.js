/** A file, a field or a schema of the data holder that must be mended before anything can be trained on it. */
export class DataError extends Error {
    name = 'DataError';
    /** The file or folder with the fault. */
    file;
    /** Line in the file, from 1; absent when the fault is in no one line. */
    line;
    /** Row of a table that has no lines (Parquet, NPZ), from 1. */
    row;
    /** File inside an archive. */
    member;
    /** Column or field; absent when the fault is in no one column. */
    column;
    /** What is wrong and how to mend it, without the place. */
    fault;
    constructor(file, fault, place = {}) {
        super(`${file}${placeText(place)}: ${fault}`);
        this.file = file;
        this.line = place.line;
        this.row = place.row;
        this.member = place.member;
        this.column = place.column;
        this.fault = fault;
    }
}
function placeText({ line, row, member, column }) {
    return [
        line === undefined ? '' : `, line ${line}`,
        row === undefined ? '' : `, row ${row}`,
        member === undefined ? '' : `, member "${member}"`,
        column === undefined ? '' : `, column "${column}"`,
    ].join('');
}
/** A model specification or model file that is refused; the message names the field and what is allowed. */
export class ModelError extends Error {
    name = 'ModelError';
}
/** An algorithm that terms name and that is refused; `field` is below `training.algorithm`, empty for all of it. */
export class AlgorithmError extends Error {
    name = 'AlgorithmError';
    field;
    constructor(field, message) {
        super(`${['training.algorithm', field].filter(part => part !== '').join('.')} ${message}`);
        this.field = field;
    }
}
/** Training or evaluation that cannot succeed as asked; trying the same again gives the same fault. */
export class TrainingError extends Error {
    name = 'TrainingError';
    reason;
    constructor(reason, message) {
        super(message);
        this.reason = reason;
    }
}
/** The worker died or was closed under a job. After `crashed` the same call may be tried again. */
export class WorkerError extends Error {
    name = 'WorkerError';
    reason;
    constructor(reason, message, options) {
        super(message, options);
        this.reason = reason;
    }
}
/** A backend that there is not, or that cannot be used on this machine. */
export class BackendError extends Error {
    name = 'BackendError';
    /** Why, without the backend's name. */
    reason;
    constructor(reason, backend) {
        super(backend === undefined ? reason : `the backend ${backend} cannot be used here: ${reason}`);
        this.reason = reason;
    }
}
//# sourceMappingURL=errors.js.map