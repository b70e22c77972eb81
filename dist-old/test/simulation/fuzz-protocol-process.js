/**
 * `npm run fuzz:protocol`: many random schedules, spread over processes. A broken law is printed with its seed and the
 * end of its schedule; `--seed` plays that one again.
 *
 *   npm run fuzz:protocol -- [--count 100000] [--from 0] [--workers 2] [--seed "schedule 17"]
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BrokenLaw, playSchedule } from './schedule.js';
const options = {
    count: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
    workers: { type: 'string', default: '2' },
    seed: { type: 'string' },
    part: { type: 'boolean', default: false },
};
function natural(name, text) {
    const value = Number(text);
    if (Number.isSafeInteger(value) && value >= 0)
        return value;
    process.stderr.write(`--${name} is a whole number, not "${text}"\n`);
    process.exit(2);
}
function playOne(seed) {
    try {
        const { kind, reason, crashes } = playSchedule({ seed });
        return { ending: kind === 'finished' ? kind : reason, crashes, broken: [] };
    }
    catch (error) {
        const trace = error instanceof BrokenLaw ? error.trace.slice(-60) : [error.stack ?? ''];
        return { ending: 'broken', crashes: 0, broken: [{ seed, law: error.message, trace }] };
    }
}
/** One process's share: every `step`-th schedule. Tells its tally now and then, and at its end. */
function playPart(from, count) {
    let tally = { endings: {}, crashes: 0, broken: [] };
    const tell = (isEnd, done) => process.send({ tally, done, isEnd });
    for (let i = 0; i < count; i++) {
        const { ending, crashes, broken } = playOne(`schedule ${from + i}`);
        const endings = { ...tally.endings, [ending]: (tally.endings[ending] ?? 0) + 1 };
        tally = { endings, crashes: tally.crashes + crashes, broken: [...tally.broken, ...broken] };
        if (i % 100 === 99)
            tell(false, i + 1);
    }
    tell(true, count);
    process.disconnect();
}
async function playAll(from, count, workers) {
    const startedAt = performance.now();
    const latest = [];
    const share = Math.ceil(count / workers);
    const progress = setInterval(() => {
        const done = latest.reduce((sum, report) => sum + (report?.done ?? 0), 0);
        const seconds = (performance.now() - startedAt) / 1000;
        process.stderr.write(`${done} of ${count} schedules, ${(done / seconds).toFixed(0)} a second\n`);
    }, 10_000);
    await Promise.all(Array.from({ length: workers }, (_, worker) => {
        const first = from + worker * share;
        const part = Math.max(0, Math.min(share, from + count - first));
        const args = ['--part', '--from', `${first}`, '--count', `${part}`];
        const child = fork(fileURLToPath(import.meta.url), args);
        child.on('message', report => {
            latest[worker] = report;
        });
        return new Promise((resolve, reject) => {
            child.on('exit', code => (code === 0 ? resolve() : reject(new Error(`a process ended with ${code}`))));
        });
    }));
    clearInterval(progress);
    summarize(latest, from, (performance.now() - startedAt) / 1000);
}
function summarize(reports, from, seconds) {
    const endings = {};
    for (const { tally } of reports)
        for (const [ending, count] of Object.entries(tally.endings))
            endings[ending] = (endings[ending] ?? 0) + count;
    const broken = reports.flatMap(({ tally }) => tally.broken);
    const schedules = reports.reduce((sum, { done }) => sum + done, 0);
    const crashes = reports.reduce((sum, { tally }) => sum + tally.crashes, 0);
    for (const { seed, law, trace } of broken)
        process.stderr.write(`\nBROKEN: ${law}\n  seed "${seed}"\n  ${trace.join('\n  ')}\n`);
    process.stdout.write(`${JSON.stringify({ schedules, from, endings, crashes, broken: broken.length, seconds })}\n`);
    process.exitCode = broken.length === 0 ? 0 : 1;
}
const { values } = parseArgs({ options });
if (values.seed !== undefined) {
    const { ending, broken } = playOne(values.seed);
    for (const { law, trace } of broken)
        process.stderr.write(`BROKEN: ${law}\n  ${trace.join('\n  ')}\n`);
    process.stdout.write(`${JSON.stringify({ seed: values.seed, ending })}\n`);
    process.exitCode = broken.length === 0 ? 0 : 1;
}
else if (values.part) {
    playPart(natural('from', values.from), natural('count', values.count));
}
else {
    const workers = Math.max(1, natural('workers', values.workers));
    await playAll(natural('from', values.from), natural('count', values.count), workers);
}
//# sourceMappingURL=fuzz-protocol-process.js.map