import test from 'ava';
import { readAssignedModel } from '../../client/agent/assignment.js';
import { initialParameters, modelHash, parseDataSchema, parseModelSpec, writeModel, } from '../../learning/index.js';
import { testTerms } from './scripted-coordinator.js';
const open = {
    kind: 'table',
    statistics: 'federated',
    features: [
        { name: 'age', kind: 'number', minimum: 0, maximum: 120, missing: ['?'], impute: 'median' },
        { name: 'sex', kind: 'category', values: ['f', 'm'] },
    ],
    label: { name: 'outcome', classes: ['healthy', 'ill'] },
};
const spec = parseModelSpec({ family: 'logistic', inputShape: [3], classes: 2 });
const parameters = initialParameters(spec, 1);
function completed(change = {}) {
    const { statistics: _, ...rest } = open;
    const age = { ...open.features[0], mean: 54.5, deviation: 9, median: 55, ...change };
    return { ...rest, features: [age, open.features[1]] };
}
function papersWith(data) {
    const terms = { ...testTerms(), data };
    return { terms, spec, schema: parseDataSchema(data, 'the terms') };
}
/** What the agent makes of a model with this schema in a round of the bounty. */
function read(data, round, papers = papersWith(open)) {
    const assignment = { attempt: { round }, modelHash: modelHash(spec, parameters, data) };
    return readAssignedModel(writeModel(spec, parameters, {}, data), assignment, papers);
}
function refusal(...args) {
    const outcome = read(...args);
    return outcome.kind === 'unsafe' ? `${outcome.unsafe.reason}: ${outcome.unsafe.detail}` : 'taken';
}
test('the means that round 0 made come with the model, and are what records are standardised by', t => {
    const outcome = read(completed(), 1);
    if (outcome.kind !== 'model')
        return t.fail(outcome.unsafe.detail);
    t.deepEqual(JSON.parse(JSON.stringify(outcome.model.schema)), completed());
});
test('a model that says more of the records than the terms left open is refused', t => {
    for (const data of [
        completed({ maximum: 1000 }),
        completed({ impute: 'mean', median: undefined }),
        { ...completed(), label: { name: 'outcome', classes: ['ill', 'healthy'] } },
        { ...completed(), features: [] },
    ]) {
        t.regex(refusal(data, 1), /^model-not-the-terms: the data schema of the model/);
    }
    t.regex(refusal(completed({ mean: 'fifty' }), 1), /^model-not-the-terms: .*features/);
});
test('means come after round 0 and not before, and only where the terms leave them open', t => {
    t.is(refusal(undefined, 0), 'taken');
    t.regex(refusal(completed(), 0), /^model-not-the-terms: .*brings means that the terms do not leave to it/);
    t.regex(refusal(undefined, 1), /^model-not-the-terms: .*does not say by which means/);
    const stated = papersWith(JSON.parse(JSON.stringify(completed())));
    t.is(refusal(undefined, 1, stated), 'taken');
    t.regex(refusal(completed(), 1, stated), /^model-not-the-terms: .*brings means/);
});
test('a model with other means than its hash says is not the one that was assigned', t => {
    const assignment = {
        attempt: { round: 1 },
        modelHash: modelHash(spec, parameters, completed()),
    };
    const file = writeModel(spec, parameters, {}, completed({ mean: 54.6 }));
    const outcome = readAssignedModel(file, assignment, papersWith(open));
    t.is(outcome.kind === 'unsafe' && outcome.unsafe.reason, 'model-not-as-assigned');
});
//# sourceMappingURL=assigned-model.test.js.map