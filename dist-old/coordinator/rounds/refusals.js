import { refused } from '../../protos/reasons.js';
const reasons = {
    'stage-closed': 'too-late',
    'stage-not-open': 'wrong-stage',
    'unknown-member': 'not-a-member',
    'conflicting-message': 'conflicting-message',
    'bad-signature': 'signature-invalid',
    malformed: 'malformed',
};
/** `nameOf` gives the organisation of a roster index. */
export function refusalOf(rejection, nameOf) {
    const { culprit, detail } = rejection;
    const name = typeof culprit === 'number' ? nameOf(culprit) : '';
    const message = `${detail} (${rejection.reason})`;
    return refused(reasons[rejection.reason] ?? 'protocol-violation', message, name === '' ? {} : { culprit: name });
}
//# sourceMappingURL=refusals.js.map