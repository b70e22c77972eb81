/** What virtual holders are like in a round: who falls silent, who has time for less. Drawn from the seed. */
import { openSeededRandom } from '../../learning/index.js';
/**
 * Of the drawn, those who send an update. As in FedProx's experiments (Li et al. 2020, section 5.2) a fixed share of the
 * drawn, rounded to whole holders, are stragglers: they are dropped, or do a uniform number of epochs below the full one.
 */
export function presentIn({ experiment, seed }, round, drawn) {
    const { stragglers, dropouts = 0 } = experiment.conditions ?? {};
    const random = openSeededRandom(seed, `conditions of round ${round}`);
    const slow = new Set();
    const slowCount = Math.round((stragglers?.share ?? 0) * drawn.length);
    while (slow.size < slowCount)
        slow.add(drawn[random.below(drawn.length)]);
    const { localEpochs } = experiment.training;
    return drawn.flatMap(organisation => {
        const epochs = slow.has(organisation) ? 1 + random.below(Math.max(1, localEpochs - 1)) : undefined;
        if (random.unit() < dropouts)
            return [];
        if (epochs !== undefined && stragglers?.work === 'drop')
            return [];
        return [{ organisation, epochs: epochs === localEpochs ? undefined : epochs }];
    });
}
//# sourceMappingURL=conditions.js.map