/** The bounty that an experiment's run comes to: the same terms, checked as posting checks them. */
import { checkFeasible } from '../../coordinator/index.js';
import { modelFromPreset, parseModelSpec, } from '../../learning/index.js';
import { checkTerms } from '../../protos/terms.js';
import { ExperimentError } from './experiment-error.js';
/** Largest cohort that terms may name; more virtual holders are drawn from, without masks. */
const mostInTerms = 1_000;
/** Above so many members a group is masked in neighbourhoods, and the terms say how many may be lost. */
const mostInCompleteGroup = 128;
const patient = { advertise: 600, share: 600, input: 86_400, survivors: 600, unmask: 600 };
/** Throws `ExperimentError` naming the field of the experiment. */
export function termsOf({ experiment, seed }, facts) {
    const { training, target, groups, sampled, robust, bits, masking } = experiment;
    requireSample(experiment, facts.holders);
    const holders = masking === 'on' ? facts.holders : Math.min(facts.holders, mostInTerms);
    const inRound = Math.min(sampled ?? holders, holders);
    const largest = groups === undefined ? inRound : Math.min(inRound, 2 * groups.size - 1);
    const least = groups?.minimum ?? (sampled === undefined || groups !== undefined ? undefined : leastOf(inRound));
    const terms = {
        version: 1,
        title: experiment.title ?? `Experiment ${experiment.name}`,
        purpose: 'experiment',
        model: specOf(experiment.model, facts.shape),
        data: facts.schema,
        training: {
            ...training,
            minimumRounds: training.minimumRounds ?? 1,
            stopAtTarget: target?.stop ?? false,
            seed,
        },
        acceptance: { metric: target?.metric ?? 'accuracy', target: target?.at ?? 1, testSet: facts.testSet },
        cohort: {
            minimum: holders,
            maximum: holders,
            openSeconds: 86_400,
            colluders: 0,
            maximumExamples: facts.mostExamples,
            ...(sampled === undefined ? {} : { sampled: inRound }),
            ...(groups === undefined ? {} : { groupSize: groups.size }),
            ...(least === undefined ? {} : { groupMinimum: least }),
            ...(largest > mostInCompleteGroup ? { dropoutPermille: 50 } : {}),
        },
        aggregation: {
            suite: 1,
            bits,
            stageSeconds: patient,
            attempts: 3,
            ...(robust === undefined ? {} : { robust }),
        },
        pay: {
            asset: 'credit',
            priceUnits: String(1_000 * training.rounds),
            feeBasisPoints: 0,
            weightCap: 1_000_000,
        },
    };
    // Absent fields are left out, as canonical JSON has no word for them.
    const checked = checkTerms(JSON.parse(JSON.stringify(terms)));
    if (checked.kind === 'faulty') {
        const [{ field, message }] = checked.faults;
        throw new ExperimentError(fieldOf(field), wordsOf(message));
    }
    const feasible = checkFeasible(checked.terms);
    if ('kind' in feasible)
        throw new ExperimentError(fieldOf(feasible.field ?? 'training'), wordsOf(withoutField(feasible.message, feasible.field)));
    return checked.terms;
}
/** Of a sample, how many must be left where the experiment does not say. */
function leastOf(sampled) {
    return Math.max(3, Math.ceil((2 * sampled) / 3));
}
function requireSample({ sampled, masking }, holders) {
    if (sampled !== undefined && sampled > holders)
        throw new ExperimentError('sampled', `must be at most the number of holders, which is ${holders}`);
    if (holders > mostInTerms && sampled === undefined)
        throw new ExperimentError('sampled', `is missing; of ${holders} holders a round draws some, at most ${mostInTerms}, such as 100`);
    if (masking === 'on' && holders > mostInTerms)
        throw new ExperimentError('holders', `must be at most ${mostInTerms} with masking, as in a bounty; it is ${holders}`);
}
function specOf(model, shape) {
    try {
        return typeof model === 'string' ? modelFromPreset(model, shape) : parseModelSpec(model);
    }
    catch (error) {
        throw new ExperimentError('model', error.message);
    }
}
/** Fields of terms that an experiment calls otherwise. */
const fields = [
    ['cohort.sampled', 'sampled'],
    ['cohort.groupSize', 'groups.size'],
    ['cohort.groupMinimum', 'groups.minimum'],
    ['cohort.minimum', 'holders'],
    ['cohort.maximum', 'holders'],
    ['aggregation.robust', 'robust'],
    ['aggregation.bits', 'bits'],
    ['acceptance.target', 'target.at'],
];
function fieldOf(field) {
    return fields.find(([name]) => name === field)?.[1] ?? field;
}
function wordsOf(message) {
    return fields.reduce((text, [name, ours]) => text.replaceAll(name, ours), message);
}
function withoutField(message, field) {
    return field !== undefined && message.startsWith(field)
        ? message.slice(field.length).replace(/^:? /, '')
        : message;
}
//# sourceMappingURL=terms-of.js.map