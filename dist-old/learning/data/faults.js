/**
 * What may be wrong with a holder's data, as values: a reader hands each fault to whoever reads. Loading throws the
 * first; a check goes on and collects all.
 */
import { DataError } from '../errors.js';
/** Kinds of faults, a closed list; they group faults in a report. */
export const dataFaultKinds = [
    'unreadable',
    'missing-column',
    'repeated-column',
    'field-count',
    'blank',
    'not-a-number',
    'not-an-integer',
    'not-a-date',
    'not-a-boolean',
    'out-of-range',
    'unknown-category',
    'unknown-class',
    'not-imputed',
    'too-large',
    'wrong-shape',
    'wrong-colour',
    'no-examples',
];
/** The fault as the sentence a person reads. */
export function faultText({ found, fix }) {
    return fix === '' ? found : `${found}; ${fix}`;
}
/** The handler of a reader that stops at the first fault: throws it as `DataError`. */
export function throwFault(fault) {
    throw new DataError(fault.file, faultText(fault), fault.place);
}
//# sourceMappingURL=faults.js.map