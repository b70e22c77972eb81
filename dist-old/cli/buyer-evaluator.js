/**
 * A buyer's evaluator: takes one model after another from the coordinator, tests it here on records that stay here, and
 * sends what it found, signed. It keeps nothing: started again, it is handed what is still awaited.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { canonicalJson, equalBytes, sha256 } from '../aggregation/index.js';
import { isRawDataset, loadDataset, modelFileHash, parseModelSpec, readModel, readyDataset, } from '../learning/index.js';
import { metricFigures } from '../protos/metrics.js';
import { evaluationSigningBytes } from '../protos/terms.js';
import { taken } from './connect.js';
import { CommandError } from './errors.js';
const usualPatience = { waitMs: 10_000, firstPauseMs: 200, longestPauseMs: 5_000 };
/**
 * Evaluates until the bounty has ended or the signal aborts. Goes on over broken connections and restarts of the
 * coordinator. Throws `RefusedError` for what the coordinator refuses, `CommandError` for a model that is not the one the
 * terms or the coordinator name.
 */
export async function* evaluateRounds(options) {
    const { port, bountyId, testSet, signal, patience = usualPatience } = options;
    const { waitMs } = patience;
    const records = isRawDataset(testSet) ? testSet : loadDataset(testSet);
    let afterRound = 0;
    while (!signal.aborted) {
        const answer = yield* persist(options, () => port.awaitEvaluation({ bountyId, afterRound, waitMs }, { signal }));
        if (answer === undefined)
            return;
        if (answer.kind === 'refused' && answer.reason === 'not-yet')
            continue;
        const task = taken(answer);
        if (task.finished)
            return;
        const submission = yield* evaluateTask(options, records, task);
        if (submission === undefined)
            return;
        const { round, examples, correct, metrics } = submission;
        const sent = yield* persist(options, () => port.submitEvaluation(submission, { signal }));
        if (sent === undefined)
            return;
        if (sent.kind === 'refused' && sent.reason === 'too-late')
            yield { kind: 'too-late', round };
        else if (sent.kind === 'refused' && sent.reason === 'conflicting-message')
            yield { kind: 'already-evaluated', round };
        else {
            taken(sent);
            yield { kind: 'round-evaluated', round, examples, correct, metrics };
        }
        afterRound = round;
    }
}
async function* evaluateTask(options, records, task) {
    const { port, signer, bountyId, terms, evaluator, signal } = options;
    const { round } = task;
    const download = yield* persist(options, () => port.downloadBlob({ sha256: task.modelBlob }, { signal }));
    if (download === undefined)
        return undefined;
    const model = modelOf(taken(download), task, terms);
    const found = await evaluator.evaluate(model.spec, model.parameters, readyDataset(records, model), signal);
    const evaluation = {
        bountyId,
        round,
        modelHash: task.modelHash,
        examples: found.examples,
        correct: found.correct,
        metrics: metricFigures(found.metrics),
    };
    return { ...evaluation, signature: signer.sign(evaluationSigningBytes(evaluation, terms)) };
}
/** The model, once it is sure that it is the one that is to be evaluated: the signature will say so. */
function modelOf(bytes, { round, modelBlob, modelHash: promised }, terms) {
    const isNamed = equalBytes(sha256(bytes), modelBlob);
    const model = isNamed ? readModel(bytes) : undefined;
    const isRight = model !== undefined &&
        equalBytes(modelFileHash(model), promised) &&
        canonicalJson(model.spec) === canonicalJson(parseModelSpec(terms.model));
    if (isRight)
        return model;
    throw new CommandError(`the model that the coordinator sent for round ${round} is not the one it names, or not one of these terms; nothing was evaluated. Ask the operator`, 'other-model');
}
/** Repeats a call until the coordinator answers; undefined when told to stop before. Says once that it does not answer. */
async function* persist({ signal, patience = usualPatience }, call) {
    let pauseMs = patience.firstPauseMs;
    for (let isFirst = true; !signal.aborted; isFirst = false) {
        const answer = await call();
        if (answer.kind === 'granted' || answer.reason !== 'unavailable')
            return answer;
        if (isFirst)
            yield { kind: 'unreachable', message: answer.message };
        await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
        pauseMs = Math.min(2 * pauseMs, patience.longestPauseMs);
    }
    return undefined;
}
//# sourceMappingURL=buyer-evaluator.js.map