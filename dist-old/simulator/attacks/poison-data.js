import { plantBackdoor } from './backdoor.js';
import { duplicateData } from './duplicate.js';
import { flipLabels } from './label-flip.js';
/**
 * The data of all holders once the attackers have changed theirs; the honest keep the very datasets they had. Attacks on
 * updates change no data. Throws `RangeError` naming the setting that does not go with the data.
 */
export function poisonData(datasets, attackers, attack, random) {
    const byAttackers = (poison) => datasets.map((dataset, holder) => (attackers.has(holder) ? poison(dataset) : dataset));
    switch (attack.kind) {
        case 'label-flip':
            return byAttackers(dataset => flipLabels(dataset, attack));
        case 'backdoor':
            return byAttackers(dataset => plantBackdoor(dataset, attack, random));
        case 'duplicate':
            return duplicateData(datasets, attackers, random);
        default:
            return datasets;
    }
}
//# sourceMappingURL=poison-data.js.map