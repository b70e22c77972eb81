import { narrate } from '../narration.js';
import { progressBar } from './narrator.js';
export function createStory(cast, narrator) {
    const verified = new Set();
    const progress = new Map();
    let round = 0;
    const showProgress = () => {
        const shown = cast.map(({ organisation }) => `${organisation} ${progressBar(progress.get(organisation) ?? 0)}`);
        narrator.progress(`round ${round}  ${shown.join('  ')}`);
    };
    return {
        tellEvent: event => {
            const line = narrate(event);
            if (event.kind === 'round-opened') {
                round = event.round ?? round;
                progress.clear();
            }
            if (event.kind === 'member-progress' && event.organisation !== undefined) {
                progress.set(event.organisation, event.permille ?? 0);
                showProgress();
            }
            if (event.kind === 'sum-unmasked')
                narrator.progress('');
            if (line === '')
                return;
            if (event.kind === 'round-opened' || event.kind === 'bounty-settled')
                narrator.heading(line);
            else
                narrator.line(line);
        },
        tellHolder: (organisation, line) => {
            const attempt = line.attempt;
            if (line.kind === 'round-completed')
                verified.add(`${organisation} ${attempt?.round}`);
            const text = holderText(organisation, line, attempt?.round);
            if (text !== '')
                narrator.drill(text);
        },
        verifiedReceipts: () => verified.size,
    };
}
/** Only what the coordinator's events do not tell: the holder's own no, its doubts, its return. */
function holderText(organisation, line, round) {
    switch (line.kind) {
        case 'bounty-refused':
            return `${organisation} refuses the bounty: ${reasonsText(line.reasons)}.`;
        case 'receipt-invalid':
            return `${organisation} does not accept the receipt of round ${round}: ${line.reason}.`;
        case 'attempt-over':
            return `${organisation} is out of round ${round} (${line.how}: ${line.reason}).`;
        case 'round-started':
            return line.resumedFrom === undefined
                ? ''
                : `${organisation} takes up round ${round} where it was (${line.resumedFrom}).`;
        default:
            return '';
    }
}
function reasonsText(reasons) {
    if (!Array.isArray(reasons))
        return 'no reason given';
    return reasons
        .map((reason) => `${reason.rule}: ${reason.detail}`)
        .join('; ');
}
//# sourceMappingURL=story.js.map