import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { stringify } from 'yaml'
import { smallPage } from '../simulator/experiment/small-experiment.ts'
import { assertTold, openWorkplace, runHere, type Workplace } from './parley.ts'

interface Simulated {
  readonly name: string
  readonly masking: string
  readonly workers: number
  readonly seconds: number
  readonly speedUp: number | null
  readonly isInterrupted: boolean
  readonly runs: readonly {
    readonly run: string
    readonly seed: number
    readonly reason: string | null
    readonly rounds: number
    readonly best: number
    readonly roundsTo: Readonly<Record<string, number | null>>
  }[]
  readonly variants: readonly { readonly variant: string; readonly published: readonly unknown[] }[]
  readonly failures: readonly { readonly run: string; readonly failure: { readonly message: string } }[]
  readonly bestAccuracy?: number
  readonly roundsTo97?: number | null
  readonly roundsTo50?: number | null
  readonly peakResidentBytes: number
  readonly files: readonly string[]
}

async function page(place: Workplace, fields: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const file = place.at('small.yaml')
  await writeFile(file, stringify({ ...smallPage, ...fields }))
  return file
}

const bytesOf = (...parts: readonly string[]) => readFile(path.join(...parts), 'utf8')

// One after the other: each has threads of its own, and an engine to load in each.
test.serial('an experiment is played in two threads, told as JSON, and written to files', async t => {
  const place = await openWorkplace(t)
  const file = await page(place, { seeds: [1, 2], target: { at: 0.5, stop: false } })
  const out = place.at('out')
  const ran = await place.parley(['simulate', file, '--workers', '2', '--out', out, '--json'])
  t.is(ran.code, 0, ran.stderr)
  const told = ran.json<Simulated>()
  t.is(told.name, 'small')
  t.is(told.masking, 'off')
  t.is(told.workers, 2)
  t.true(told.speedUp! > 0)
  t.true(told.peakResidentBytes > 1e7)
  t.deepEqual(
    told.runs.map(({ run, seed, reason, rounds }) => [run, seed, reason, rounds]),
    [
      ['s1', 1, 'rounds-done', 3],
      ['s2', 2, 'rounds-done', 3],
    ],
  )
  t.is(told.roundsTo97, null)
  t.deepEqual(Object.keys(told.runs[0]!.roundsTo), ['0.5', '0.97', '0.99'])
  t.true('roundsTo50' in told)
  t.is(told.bestAccuracy, (told.runs[0]!.best + told.runs[1]!.best) / 2)
  t.regex(ran.stderr, /2 runs; 2 to play in 2 threads/)
  const names = told.files.map(name => path.relative(out, name))
  for (const name of ['experiment.json', 'rounds.csv', 'runs.csv', 'results.jsonl', 'report.html'])
    t.true(names.includes(name), name)
  t.regex(await bytesOf(out, 'rounds.csv'), /accuracy/)

  const again = await runHere(['simulate', file, '--out', out, '--json'])
  t.regex(again.stderr, /2 of them finished before; 0 to play/)
  t.deepEqual(again.json<Simulated>().runs, told.runs)
  t.is(again.json<Simulated>().speedUp, null)

  const other = await runHere(['simulate', file, '--out', out, '--rounds', '2'])
  assertTold(t, other, 2, /training\.rounds is 3 there and 2 here; .*--out.*--fresh/)
  const changed = ['--rounds', '2', '--seeds', '2', '--fresh']
  const fresh = await runHere(['simulate', file, '--out', out, ...changed, '--json'])
  t.deepEqual(
    fresh.json<Simulated>().runs.map(({ run, rounds }) => [run, rounds]),
    [['s2', 2]],
  )
})

test.serial('a replay comes to the stored bytes, and tells the line of a file that was changed', async t => {
  const place = await openWorkplace(t)
  const file = await page(place)
  t.is((await runHere(['simulate', file, '--out', place.at('out')])).code, 0)
  const same = await runHere(['simulate', '--replay', place.at('out')])
  t.is(same.code, 0, same.stderr)
  t.is(same.stdout, 's1: identical, 5 lines\n')

  const run = place.at('out/runs/s1.jsonl')
  const lines = (await readFile(run, 'utf8')).split('\n')
  lines[2] = lines[2]!.replace('"drawn":4', '"drawn":5')
  await writeFile(run, lines.join('\n'))
  const differs = await runHere(['simulate', '--replay', run, '--json'])
  t.is(differs.code, 1)
  const { isIdentical, runs } = differs.json<{
    isIdentical: boolean
    runs: readonly { difference: { line: number; fields: readonly string[] } }[]
  }>()
  t.false(isIdentical)
  t.is(runs[0]!.difference.line, 3)
  t.deepEqual(runs[0]!.difference.fields, ['drawn'])
  assertTold(t, differs, 1, /1 of 1 runs came to other lines/)
})

test.serial('a run that is interrupted goes on where it was, and comes to the same bytes', async t => {
  const place = await openWorkplace(t)
  // What the algorithm keeps and what holders remember must come back too.
  const training = { ...smallPage.training, rounds: 80, algorithm: { name: 'scaffold' } }
  const file = await page(place, { training })
  const whole = await runHere(['simulate', file, '--out', place.at('whole')])
  t.is(whole.code, 0, whole.stderr)
  const stopped = await interruptAfter(place, file, 5)
  t.is(stopped.code, 130, stopped.stderr)
  t.regex(stopped.stderr, /interrupted; the same command goes on where it was/)
  const told = JSON.parse(stopped.stdout) as Simulated
  t.true(told.isInterrupted)
  t.is(told.runs[0]!.reason, null)
  const written = told.runs[0]!.rounds
  t.true(written >= 5 && written < 80, String(written))
  t.true((await readdir(place.at('parts/runs'))).includes('s1.checkpoint'))

  const rest = await runHere(['simulate', file, '--out', place.at('parts'), '--json'])
  t.is(rest.code, 0, rest.stderr)
  t.regex(rest.stderr, new RegExp(`s1 goes on after round ${written}\\b`))
  t.is(await bytesOf(place.at('parts/runs/s1.jsonl')), await bytesOf(place.at('whole/runs/s1.jsonl')))
  t.false((await readdir(place.at('parts/runs'))).includes('s1.checkpoint'))
})

const binary = fileURLToPath(new URL('../../cli/main.js', import.meta.url))

/** Plays the experiment into `parts` and sends SIGINT once so many rounds are written. */
async function interruptAfter(place: Workplace, file: string, rounds: number) {
  const child = spawn(process.execPath, [binary, 'simulate', file, '--out', 'parts', '--json'], {
    cwd: place.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'close')
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', data => {
    stdout += data
  })
  child.stderr.on('data', data => {
    stderr += data
  })
  while (child.exitCode === null) {
    const text = await readFile(place.at('parts/runs/s1.jsonl'), 'utf8').catch(() => '')
    if (text.split('\n').length > rounds + 1) break
    await delay(10)
  }
  child.kill('SIGINT')
  await ended
  return { code: child.exitCode, stdout, stderr }
}

test.serial('a sweep shows each variant beside what was published for it', async t => {
  const place = await openWorkplace(t)
  const file = await page(place, {
    sweep: { 'training.learningRate': [0.01, 0.1] },
    published: [
      {
        figure: 'bestAccuracy',
        value: 0.5,
        source: 'a paper',
        when: { 'training.learningRate': 0.1 },
      },
    ],
  })
  const out = place.at('out')
  const ran = await runHere(['simulate', file, '--out', out, '--json'])
  const { variants, bestAccuracy } = ran.json<Simulated>()
  t.deepEqual(
    variants.map(({ variant, published }) => [variant, published.length]),
    [
      ['training.learningRate=0.01', 0],
      ['training.learningRate=0.1', 1],
    ],
  )
  t.is(bestAccuracy, undefined)
  const table = await runHere(['simulate', file, '--out', out])
  t.regex(table.stdout, /learningRate=0\.1 .*best 50\.00 %/)
  t.regex(table.stdout, /masking off: updates were summed in the clear/)
})

test.serial('what cannot be played is refused before anything is written', async t => {
  const place = await openWorkplace(t)
  const file = await page(place, { holders: 300, sampled: 10 })
  const ran = await runHere(['simulate', file, '--out', place.at('out')])
  assertTold(t, ran, 2, /holders: 400 examples cannot give 300 holders 10 each/)
  await t.throwsAsync(readdir(place.at('out')), { code: 'ENOENT' })
})

test.serial('a folder with other files is left alone', async t => {
  const place = await openWorkplace(t)
  await writeFile(place.at('mine.txt'), 'mine')
  const ran = await runHere(['simulate', 'hello', '--out', place.folder])
  assertTold(t, ran, 2, /holds files that are no experiment's; choose an empty folder with --out/)
})

test.serial('without a name, or with one that is none, the way to the presets is told', async t => {
  assertTold(t, await runHere(['simulate']), 2, /--list/)
  assertTold(t, await runHere(['simulate', 'helo']), 2, /did you mean hello\?/)
  assertTold(t, await runHere(['simulate', '/no/such.yaml']), 2, /does not exist/)
  assertTold(t, await runHere(['simulate', 'hello', '--seeds', '1;2']), 2, /such as 1,2,3/)
})

test.serial('the presets are listed, and one is printed as a page that can be played', async t => {
  const list = await runHere(['simulate', '--list', '--json'])
  const names = list.json<{ presets: readonly { name: string }[] }>().presets.map(({ name }) => name)
  t.true(names.includes('mnist-2nn-iid'))
  t.regex((await runHere(['simulate', '--list'])).stdout, /hello.*seconds/)
  const printed = await runHere(['simulate', 'hello', '--print'])
  t.regex(printed.stdout, /^# hello: .*\n.*\nversion: 1\nname: hello\n/)
})
