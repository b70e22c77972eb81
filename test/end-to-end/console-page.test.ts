import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import test, { type ExecutionContext } from 'ava'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { type ConsoleLog, openConsole } from '../../coordinator/console/index.ts'
import { plainStory } from '../support/bounty-story.ts'
import { launchChromium } from '../support/chromium.ts'
import {
  type ConsoleStory,
  createConsoleStory,
  dividedStoryTerms,
  storyHolders,
  storyTerms,
} from '../support/console-story.ts'

const token = 'Zc81mXv-0pQ_r6TbK4yHsw'
const browser = await launchChromium()

test.after.always(async () => browser?.close())

interface Opened {
  readonly page: Page
  readonly story: ConsoleStory
  readonly origin: string
  /** What a reader must never see: errors of scripts and of the page's policy. */
  readonly complaints: readonly string[]
  readonly requests: readonly string[]
}

/** The test runs with a browser, or says that it did not. */
function withPage(
  title: string,
  body: (t: ExecutionContext, opened: Opened) => Promise<void>,
  options: BrowserContextOptions = {},
  terms = storyTerms,
  money?: ConsoleLog,
): void {
  // One at a time: a page that waits for a processor proves nothing.
  test.serial(title, async t => {
    if (browser === undefined) {
      t.log('skipped: no Chromium found; install one or set CHROMIUM_PATH')
      return t.pass()
    }
    const story = createConsoleStory(undefined, terms, money)
    const server = await openConsole({ port: 0, view: story.view, token })
    const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
    t.teardown(async () => {
      await context.close()
      await server.close()
    })
    const page = await context.newPage()
    const complaints: string[] = []
    const requests: string[] = []
    page.on('console', message => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', error => complaints.push(error.message))
    page.on('request', request => requests.push(request.url()))
    await page.goto(server.url)
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor()
    await body(t, { page, story, origin: new URL(server.url).origin, complaints, requests })
  })
}

/** Plays one round; `east-ward` dies before it answers where `isFaulty`. */
function playRound(story: ConsoleStory, round: number, correct: number, isFaulty = false): void {
  const survivors = isFaulty ? storyHolders.filter(name => name !== 'east-ward') : storyHolders
  story.openRound(round)
  story.answer(...storyHolders)
  story.openStage('share')
  story.answer(...storyHolders)
  story.openStage('input')
  for (const organisation of survivors) story.train(organisation, 1000)
  story.answer(...survivors)
  if (isFaulty) story.drop('east-ward', 'silent')
  story.openStage('survivors')
  story.answer(...survivors)
  story.openStage('unmask')
  story.answer(...survivors)
  story.finishRound(correct)
}

/** Run in the page: what has the focus, and whether a ring shows it. */
const focusedElement = `(() => {
  const element = document.activeElement
  const style = getComputedStyle(element)
  return {
    name: element.getAttribute('aria-label') ?? element.textContent,
    isSeen: style.outlineStyle === 'solid' && Number.parseInt(style.outlineWidth, 10) >= 2,
  }
})()`

const rowOf = (page: Page, name: string) =>
  page.getByRole('region', { name: 'Table of data holders' }).getByRole('row').filter({ hasText: name })

withPage(
  'who declines is shown with the reason, whether it took part or never joined',
  async (t, { page, story, complaints }) => {
    story.decline('hill-clinic', 'policy')
    await rowOf(page, 'hill-clinic').getByText('against its policy, before training').waitFor()
    story.openRound(1)
    story.decline('lakeside', 'privacy-budget-spent')
    const row = rowOf(page, 'lakeside')
    await row.getByText('privacy budget spent, before round 2').waitFor()
    t.regex((await row.textContent()) ?? '', /Left/)
    t.deepEqual(complaints, [])
  },
)

withPage(
  'the page follows a round live, from its opening to its pay',
  async (t, { page, story, complaints }) => {
    await page.getByRole('heading', { name: storyTerms.title, level: 2 }).waitFor()
    await page.getByText('6 of at least 4 holders have joined').waitFor()

    story.openRound(1)
    await page.getByRole('heading', { name: 'Round 1 of 6' }).waitFor()
    story.answer('north-clinic', 'lakeside')
    const step = page.locator('[aria-current=step]')
    await step.filter({ hasText: 'Advertise keys' }).filter({ hasText: '2 of 6 in' }).waitFor()
    story.answer('st-mary', 'university-hospital', 'harbour-clinic', 'east-ward')
    story.openStage('share')
    story.answer(...storyHolders)
    story.openStage('input')
    story.train('st-mary', 420)
    await rowOf(page, 'st-mary').getByText('42 %').waitFor()
    const bar = page.getByRole('progressbar', { name: 'Training of st-mary' })
    t.is(await bar.getAttribute('value'), '420')

    story.answer('north-clinic', 'lakeside', 'st-mary', 'university-hospital', 'harbour-clinic')
    await step.filter({ hasText: 'Train and mask' }).filter({ hasText: '5 of 6 in' }).waitFor()
    await page.getByText('Waiting for: east-ward').waitFor()
    t.regex((await page.getByRole('timer').textContent()) ?? '', /^stage closes in 1:\d\d$/)
    story.drop('east-ward', 'silent')
    await rowOf(page, 'east-ward').getByText('at train and mask, silent').waitFor()
    story.openStage('survivors')
    await step.filter({ hasText: 'Agree survivors' }).filter({ hasText: '0 of 5 in' }).waitFor()

    story.finishRound(9_614)
    await page.getByRole('heading', { name: 'Round 1 of 6 completed' }).waitFor()
    await page
      .locator('.figure')
      .filter({ hasText: 'Accuracy now' })
      .getByText('96.14 %', { exact: true })
      .waitFor()
    await page.getByText('100,000 of 600,000 credit units have left escrow').waitFor()
    // 97,500 × 12,400 / 52,500 records of the five survivors.
    await rowOf(page, 'north-clinic').getByText('23,028').waitFor()
    await rowOf(page, 'east-ward').getByRole('cell', { name: '0', exact: true }).waitFor()
    t.deepEqual(complaints, [])
  },
)

withPage(
  'a round with a draw shows the two stages before the keys, all eight side by side',
  async (t, { page, story, complaints }) => {
    story.openRound(1)
    story.openStage('commit')
    story.answer('north-clinic', 'lakeside')
    const step = page.locator('[aria-current=step]')
    await step.filter({ hasText: 'Commit seeds' }).filter({ hasText: '2 of 6 in' }).waitFor()
    story.openStage('reveal')
    await step.filter({ hasText: 'Draw groups' }).waitFor()

    const boxes = await Promise.all((await page.locator('.step').all()).map(one => one.boundingBox()))
    t.is(boxes.length, 8)
    t.is(new Set(boxes.map(box => box?.y)).size, 1)
    t.deepEqual(complaints, [])
  },
  { viewport: { width: 1024, height: 900 } },
  dividedStoryTerms,
)

withPage('a bounty that ends shows what went back to the buyer', async (t, { page, story }) => {
  playRound(story, 1, 8_900)
  playRound(story, 2, 9_541, true)
  story.finish()
  await page.getByRole('main').getByText('Accepted', { exact: true }).waitFor()
  await page
    .getByRole('heading', { name: 'passed the held-out test: accuracy 95.41 % against a target of 95.00 %' })
    .waitFor()
  await page
    .getByText(
      '195,000 units went to 6 holders and 5,000 to the coordinator; 400,000 came back to imaging-lab.',
    )
    .waitFor()
  const returned = page.getByRole('row').filter({ hasText: 'Returned to the buyer' })
  await returned.getByText('400,000').waitFor()
  t.deepEqual(await returned.getByRole('cell').allTextContents(), ['400,000', '66.7 %'])
  const escrow = page.getByRole('row').filter({ hasText: 'Still in escrow' })
  t.deepEqual(await escrow.getByRole('cell').allTextContents(), ['0', '0.0 %'])
  await page.getByText('Rounds as a table').click()
  const second = page.getByRole('region', { name: 'Table of rounds' }).getByRole('row').nth(2)
  t.deepEqual(await second.getByRole('cell').allTextContents(), [
    '95.41 % 94.91 % – 95.91 %',
    '5',
    '1',
    '2.8 MiB',
    '97,500',
  ])
})

withPage(
  'a lost connection is said, and what was missed is there when it returns',
  async (t, { page, story }) => {
    story.openRound(1)
    await page.getByRole('heading', { name: 'Round 1 of 6' }).waitFor()
    await page.route('**/api/state', route => route.abort())
    story.breakStreams()
    await page.getByText('Connection lost, retrying…').waitFor()
    story.answer('lakeside')
    story.drop('st-mary', 'deadline')
    await page.unroute('**/api/state')
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor()
    await rowOf(page, 'st-mary').getByText('Dropped').waitFor()
    await rowOf(page, 'lakeside').getByText('In', { exact: true }).waitFor()
    const drops = page.getByRole('region', { name: 'List of events' }).getByText('st-mary dropped out')
    t.is(await drops.count(), 1, 'the feed tells it once')
  },
)

withPage('screen readers hear of stages and dropouts, and never of progress', async (t, { page, story }) => {
  const announcer = page.locator('#announcer')
  t.is(await announcer.getAttribute('aria-live'), 'polite')
  story.openRound(1)
  story.answer(...storyHolders)
  story.openStage('share')
  story.answer(...storyHolders)
  story.openStage('input')
  await announcer.filter({ hasText: '“train and mask” opened for 6 holders in round 1' }).waitFor()
  story.train('lakeside', 610)
  await rowOf(page, 'lakeside').getByText('61 %').waitFor()
  t.regex((await announcer.textContent()) ?? '', /opened for 6 holders/)
  story.drop('lakeside', 'deadline')
  await announcer
    .filter({ hasText: 'lakeside dropped out at “train and mask” in round 1: deadline' })
    .waitFor()
})

withPage(
  'the whole page can be walked with the keyboard, and focus can be seen',
  async (t, { page, story }) => {
    playRound(story, 1, 8_900)
    await page.getByRole('heading', { name: 'Round 1 of 6 completed' }).waitFor()
    const walked: string[] = []
    for (let presses = 0; presses < 6; presses += 1) {
      await page.keyboard.press('Tab')
      const focused = await page.evaluate<{ name: string; isSeen: boolean }>(focusedElement)
      t.true(focused.isSeen, focused.name)
      walked.push(focused.name)
    }
    t.is(walked[0], 'Skip to the bounty')
    t.true(walked[1]?.startsWith(storyTerms.title))
    t.deepEqual(walked.slice(2, 6), [
      'Table of data holders',
      'Rounds as a table',
      'Table of balances',
      'List of events',
    ])
  },
)

withPage('the skip link leads past the list of bounties', async (t, { page }) => {
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  t.is(await page.evaluate('document.activeElement.id'), 'bounty')
})

withPage('a keyboard opens the rounds as a table', async (t, { page, story }) => {
  playRound(story, 1, 8_912)
  const summary = page.getByText('Rounds as a table')
  await summary.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('cell', { name: '89.12 % 88.62 % – 89.62 %' }).waitFor()
  const chart = page.getByRole('img', { name: /accuracy after round 1 is 89.12 %; the target is 95.00 %/ })
  t.true(await chart.isVisible())
})

withPage('no request leaves the console’s own origin, and its policy is never broken', async (t, opened) => {
  const { page, story, origin, requests, complaints } = opened
  playRound(story, 1, 8_900)
  await page.getByRole('heading', { name: 'Round 1 of 6 completed' }).waitFor()
  await page.locator('svg.plot').waitFor()
  t.true(requests.length >= 4)
  t.deepEqual(
    requests.filter(url => new URL(url).origin !== origin),
    [],
  )
  t.is(page.url(), `${origin}/`, 'the token has left the address bar')
  t.deepEqual(complaints, [])
})

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const looks = [
  { name: 'light, wide', colorScheme: 'light', width: 1440 },
  { name: 'dark, wide', colorScheme: 'dark', width: 1440 },
  { name: 'light, narrow', colorScheme: 'light', width: 360 },
  { name: 'dark, narrow', colorScheme: 'dark', width: 360 },
] as const

for (const { name, colorScheme, width } of looks) {
  withPage(
    `no violation of WCAG 2.2 AA is found, and nothing is cut off: ${name}`,
    async (t, { page, story }) => {
      playRound(story, 1, 8_900, true)
      story.openRound(2)
      story.answer(...storyHolders)
      story.openStage('share')
      story.answer(...storyHolders)
      story.openStage('input')
      story.train('st-mary', 420)
      story.answer('lakeside')
      story.drop('harbour-clinic', 'deadline')
      await rowOf(page, 'harbour-clinic').getByText('Dropped').waitFor()
      await page.getByText('Rounds as a table').click()
      t.deepEqual(await violationsOn(page), [])
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      t.is(overflow, 0, 'the page does not scroll sideways')
      story.finishRound(9_541)
      story.finish()
      await page.getByRole('heading', { name: 'passed the held-out test' }).waitFor()
      t.deepEqual(await violationsOn(page), [])
    },
    { colorScheme, viewport: { width, height: 900 }, bypassCSP: true },
  )
}

async function violationsOn(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource)
  return page.evaluate<readonly string[]>(`axe
    .run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    })
    .then(({ violations }) =>
      violations.map(({ id, impact, nodes }) => [impact, id, ...nodes.map(node => node.html)].join(': ')),
    )`)
}

withPage(
  'a bounty that promises privacy says of whom, and how much of it is left',
  async (t, { page, story, complaints }) => {
    playRound(story, 1, 8_900)
    const figure = page.locator('.figure', { hasText: 'Privacy' })
    await figure.getByText('5 of 6 rounds of it left').waitFor()
    t.regex((await figure.textContent()) ?? '', /ε 3\s*for each record, δ 0\.00001; 5 of 6 rounds of it left/)
    t.deepEqual(complaints, [])
  },
  {},
  {
    ...storyTerms,
    privacy: { unit: 'record', noise: 'local', epsilon: 3, delta: 1e-5, clipNorm: 1 },
  },
)

for (const { name, colorScheme, width } of [looks[0], looks[3]])
  withPage(
    `a keyboard opens the statement and reads a holder’s part of it: ${name}`,
    async (t, { page, requests, complaints }) => {
      const asked = () => requests.filter(url => url.includes('/statement'))
      t.deepEqual(asked(), [], 'nothing is asked for before it is opened')
      await page.getByText('Every unit, explained').focus()
      await page.keyboard.press('Enter')
      const rows = (label: string) => page.getByRole('region', { name: label }).getByRole('row')
      const paid = rows('Statement, All parties').filter({ hasText: 'Price paid in' })
      await paid.getByText('price = 100000 (pay.priceUnits of the terms)').waitFor()
      await page.getByLabel('Party').selectOption('Holder: alder')
      const third = rows('Statement, Holder: alder').nth(3)
      await third.getByText('fee = floor(33334*250/10000) = 833').waitFor()
      t.is(
        await third.getByRole('rowheader').textContent(),
        'Pay, round 3, from escrow of epoch 1 → to alder',
      )
      t.deepEqual((await third.getByRole('cell').allTextContents()).toSpliced(1, 1), [
        '+5,417',
        '34 round',
        '16,251',
      ])
      await page.getByRole('status').filter({ hasText: '3 lines. Amounts in credit units.' }).waitFor()
      t.deepEqual(await violationsOn(page), [])
      t.is(
        await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
        0,
      )
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: /^CSV/ }).click(),
      ])
      t.is(download.suggestedFilename(), 'statement-b0b0b0b0b0b0-holder-alder.csv')
      t.is(await download.failure(), null)
      t.is(asked().length, 2)
      t.deepEqual(complaints, [])
    },
    { colorScheme, viewport: { width, height: 900 }, bypassCSP: true },
    storyTerms,
    plainStory(),
  )
