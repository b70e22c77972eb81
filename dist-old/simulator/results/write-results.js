/** All lines of all runs in one text. Pure. */
import { lineText } from './line-schema.js';
/** Run by run: its line, its rounds, its end. The same runs give the same bytes. */
export function resultsJsonl(runs) {
    return runs
        .flatMap(({ run, rounds, end }) => [run, ...rounds, ...(end === undefined ? [] : [end])])
        .map(lineText)
        .join('');
}
//# sourceMappingURL=write-results.js.map