import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'ava';
import { parseHTML } from 'linkedom';
import { reportPage } from '../../../../simulator/results/index.js';
import { launchChromium } from '../../../support/chromium.js';
import { madeUpRun } from '../../../support/stored-runs.js';
const browser = await launchChromium();
test.after.always(async () => browser?.close());
const options = { title: 'Digits', description: 'One.\n\nTwo.', targets: [0.9] };
const runs = ['iid', 'shards'].flatMap(kind => [1, 2].map(seed => madeUpRun({
    run: `${kind}-${seed}`,
    seed,
    changes: { 'partition.kind': kind },
    isFinished: kind === 'iid' || seed === 1,
})));
function opened(of, given = options) {
    const { document } = parseHTML(reportPage(of, given, Date.UTC(2026, 2, 4, 5, 6)));
    const textsOf = (selector) => [...document.querySelectorAll(selector)].map(element => element.textContent.replace(/\s+/g, ' ').trim());
    return { document, textsOf };
}
test('that masking was off stands in a badge, and so do unfinished runs', t => {
    t.deepEqual(opened(runs).textsOf('.badge'), [
        'masking off: updates were summed in the clear in this process',
        '1 of 4 runs unfinished',
    ]);
    const masked = madeUpRun({ masking: 'on' });
    t.deepEqual(opened([masked]).textsOf('.badge'), ['masking on: only masked updates were summed']);
    t.deepEqual(opened([masked, madeUpRun({ run: 'b' })]).textsOf('.badge'), [
        'masking off in 1 of 2 runs: updates were summed in the clear in this process',
    ]);
});
test('it says what was run: seeds, backend, transport, and every setting with its swept values', t => {
    const { textsOf } = opened(runs);
    const facts = textsOf('.facts div');
    for (const fact of [
        'Seeds1, 2',
        'Backendtensorflow',
        'Transportin memory',
        'Runs4, of 2 variants',
        'Written2026-03-04 05:06 UTC',
    ])
        t.true(facts.includes(fact), fact);
    const settings = textsOf('#what-heading ~ details tbody tr');
    t.true(settings.includes('partition.kindiid · shards swept'));
    t.true(settings.includes('training.batchSize10'));
    t.deepEqual(textsOf('header p'), ['One.', 'Two.']);
});
test('published figures stand below ours in the column of their name, with their source under the table', t => {
    const { textsOf } = opened(runs, {
        ...options,
        published: [
            {
                figure: 'roundsTo97',
                value: 87,
                source: 'McMahan et al. 2017, table 2',
                variant: 'partition.kind=shards',
            },
            { figure: 'finalAccuracy', value: 0.985, source: 'Another' },
        ],
    });
    t.deepEqual(textsOf('#figures-heading ~ .scroll th[scope=col]'), [
        'Variant',
        'Final accuracy',
        'Best accuracy',
        'Rounds to 90 %',
        'Rounds to 97 %',
    ]);
    const cells = textsOf('#figures-heading ~ .scroll td');
    t.regex(cells[0], /published 98\.50 % \[2\]/);
    t.notRegex(cells[3], /published/);
    t.regex(cells[7], /published 87 \[1\]/);
    t.deepEqual(textsOf('.sources li'), ['McMahan et al. 2017, table 2', 'Another']);
    const wrong = { ...options, published: [{ figure: 'roundsTo0', value: 1, source: '' }] };
    t.throws(() => reportPage(runs, wrong, 0), {
        instanceOf: RangeError,
        message: /published\.figure: roundsTo0/,
    });
});
test('every run has its line, unfinished ones are marked', t => {
    const states = opened(runs)
        .textsOf('#runs-heading ~ .scroll tbody tr')
        .map(text => text.split(/\d+ /)[0]);
    t.is(states.length, 4);
    t.true(states.at(-1).includes('unfinished'));
});
test('an experiment that has not begun is a page too', t => {
    t.deepEqual(opened([]).textsOf('.card p'), ['No run has written anything yet.']);
});
test('text from outside is escaped wherever it stands', t => {
    const evil = `"'><script>alert(1)</script>`;
    const run = madeUpRun({ run: 'a', experiment: evil, changes: { [evil]: evil } });
    const page = reportPage([run, { ...run, run: { ...run.run, run: 'b', changes: { [evil]: 2 } } }], { title: evil, description: evil, published: [{ figure: 'finalAccuracy', value: 1, source: evil }] }, 0);
    t.false(page.includes('<script'));
});
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const looks = [
    { colorScheme: 'light', width: 1100 },
    { colorScheme: 'dark', width: 390 },
];
for (const { colorScheme, width } of looks) {
    test.serial(`a browser shows it without asking anybody, accessible, nothing cut off: ${colorScheme}, ${width}`, async (t) => {
        if (browser === undefined) {
            t.log('skipped: no Chromium found; install one or set CHROMIUM_PATH');
            return t.pass();
        }
        const context = await browser.newContext({
            colorScheme,
            viewport: { width, height: 800 },
            bypassCSP: false,
        });
        t.teardown(() => context.close());
        const page = await context.newPage();
        const complaints = [];
        page.on('console', message => complaints.push(message.text()));
        page.on('request', request => complaints.push(request.url()));
        await page.setContent(reportPage(runs, options, 0));
        t.deepEqual(complaints, []);
        t.is(await page.evaluate('document.documentElement.scrollWidth'), width);
        t.is(await page.evaluate('[...document.querySelectorAll(".drawing")].filter(svg => svg.checkVisibility()).length'), 3);
        t.deepEqual(await cutOff(page), []);
        t.deepEqual(await violationsOn(page), []);
    });
}
/** Labels that leave their picture. */
async function cutOff(page) {
    return page.evaluate(`[...document.querySelectorAll('.chart svg.drawing')].filter(svg => svg.checkVisibility()).flatMap(svg => {
    const frame = svg.getBoundingClientRect()
    return [...svg.querySelectorAll('text')]
      .filter(text => {
        const box = text.getBoundingClientRect()
        return box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1
      })
      .map(text => text.textContent)
  })`);
}
async function violationsOn(page) {
    await page.evaluate(axeSource);
    return page.evaluate(`axe
    .run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(node => node.html)].join(': ')))`);
}
//# sourceMappingURL=report-page.test.js.map