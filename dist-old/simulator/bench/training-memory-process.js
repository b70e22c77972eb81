/**
 * A holder's rounds alone in a process, for its memory: training and evaluation, round after round on the model that the
 * last one left. Prints {"after10Bytes": ..., "after200Bytes": ...}: resident memory after the few and after the many
 * rounds, the least of five, so that it does not count when garbage was last collected.
 *
 *   node --expose-gc training-memory-process.js <backend> <few rounds> <many rounds>
 */
import { initialParameters, loadDataset, loadMnist, mnist2nn, openEvaluator, openTrainer, } from '../../learning/index.js';
const [backend = 'wasm', few = '10', many = '200'] = process.argv.slice(2);
const options = { backend: backend };
const dataset = loadDataset(await loadMnist('train', 100));
const trainer = openTrainer(options);
const evaluator = openEvaluator(options);
const settings = { spec: mnist2nn, dataset, epochs: 1, batchSize: 20, learningRate: 0.1 };
let parameters = initialParameters(mnist2nn, 1);
async function playRound(round) {
    const { update } = await trainer.train({ ...settings, parameters, seed: round });
    const values = parameters.values.map((value, i) => value + update.values[i]);
    parameters = { values, layout: parameters.layout };
    await evaluator.evaluate(mnist2nn, parameters, dataset);
}
function residentBytes() {
    globalThis.gc?.();
    return process.memoryUsage().rss;
}
const resident = [];
for (let round = 1; round <= Number(many); round++) {
    await playRound(round);
    resident.push(residentBytes());
}
const leastAfter = (rounds) => Math.min(...resident.slice(Math.max(0, rounds - 5), rounds));
const figures = { after10Bytes: leastAfter(Number(few)), after200Bytes: leastAfter(Number(many)) };
process.stdout.write(JSON.stringify(figures));
await Promise.all([trainer.close(), evaluator.close()]);
//# sourceMappingURL=training-memory-process.js.map