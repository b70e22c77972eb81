/** One holder's part in a round without masks: the agent's own training and protection, on coins that can be drawn again. */
import { clipToNorm, parameterVector, unsafeFixedRandom, } from '../../aggregation/index.js';
import { protectVectors, trainRound } from '../../client/index.js';
import { openSeededRandom, parseModelSpec, TrainingError, } from '../../learning/index.js';
import { attackClipped, attackingTrainer } from '../attacks/index.js';
/** The coins of one holder's rounding in one attempt: from the seed, so that a run can be played again. */
export function coinsOf(seed, organisation, { round, attempt }) {
    return unsafeFixedRandom(`coins of ${organisation}, seed ${seed}, round ${round}, attempt ${attempt}`);
}
/** The trainer of a holder: an attacker's changes what comes of it, by chance that follows from the training's own seed. */
export function trainerOf(inner, { organisation, attack }) {
    if (attack === undefined)
        return inner;
    return {
        train: (request, onProgress, signal) => {
            const random = openSeededRandom(request.seed, `attack of ${organisation}`);
            return attackingTrainer(inner, attack, random).train(request, onProgress, signal);
        },
        close: () => inner.close(),
    };
}
/** What the holder would mask; undefined where its training diverged, which makes an agent sit the round out. */
export async function playLocalRound(local) {
    const { cast, holder, content, parameters, model, memory, round, epochs, signal } = local;
    const { terms, run } = cast;
    const attempt = { bountyId: '', round, attempt: 1, group: 1 };
    const dataset = holder.records();
    const trainer = trainerOf(local.trainer, holder);
    try {
        const trained = await trainRound({
            terms,
            spec: parseModelSpec(terms.model),
            parts: content.parts,
            model,
            memory,
            attempt,
            organisation: holder.organisation,
        }, dataset, settings => trainer.train({ ...settings, dataset, ...(epochs === undefined ? {} : { epochs }) }, undefined, signal));
        const [update, ...others] = trained.vectors;
        const sent = afterClipping(update, content.parts[0].clipNorm, holder, run.seed, round);
        const examples = Math.min(holder.examples, terms.cohort.maximumExamples);
        const parts = [sent.part, ...content.parts.slice(1)];
        const coins = coinsOf(run.seed, holder.organisation, attempt);
        const protection = protectVectors([sent.update, ...others], { parameters, parts: parts.map((part, i) => ({ ...content.parts[i], ...part })), examples }, coins);
        if (protection.kind === 'refused')
            return undefined;
        return { integers: protection.integers, memory: trained.memory, meanLoss: trained.meanLoss };
    }
    catch (error) {
        if (error instanceof TrainingError && error.reason === 'diverged')
            return undefined;
        throw error;
    }
}
/** An attacker whose agent skips clipping acts on the clipped update, and only the range still holds it. */
function afterClipping(update, clipNorm, { organisation, attack }, seed, round) {
    if (attack === undefined || !skipsClipping(attack))
        return { update, part: { clipNorm } };
    const clipped = clipToNorm(update.values, clipNorm);
    if (clipped.kind === 'refused')
        return { update, part: { clipNorm } };
    const random = openSeededRandom(seed, `attack of ${organisation} in round ${round}`);
    const sent = attackClipped(parameterVector(clipped.values, update.layout), attack, random);
    return { update: sent, part: { clipNorm: 1e6 } };
}
function skipsClipping(attack) {
    return 'clipping' in attack && attack.clipping === 'skipped';
}
//# sourceMappingURL=local-round.js.map