import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { roundsFor } from '../demo/cast.ts'
import { openNarrator } from '../demo/narrator.ts'
import type { DemoOutcome } from '../demo/results.ts'
import { resultsPage } from '../demo/results-page.ts'
import { resultsText } from '../demo/results-text.ts'
import type { Demo, DemoSettings } from '../demo/run-demo.ts'
import { ReportedFailure, UsageError } from '../errors.ts'
import { untilStopped } from '../lifetime.ts'
import { readNatural, withAction } from '../options.ts'
import { toJson } from '../output.ts'
import type { World } from '../world.ts'

interface DemoOptions {
  readonly json?: boolean
  readonly dir: string
  readonly holders: number
  readonly rounds?: number
  readonly seed: number
  readonly drills: boolean
  readonly killCoordinator?: number
  readonly stay?: boolean
}

/** `parley demo`. */
export function addDemoCommand(program: Command, world: World): void {
  const demo = program
    .command('demo')
    .description(
      'everything on this machine: a coordinator, a buyer, seven hospitals, one of them a free rider and one with wrong labels, three evaluators, real digits, two deaths, and who earned what and why',
    )
    .option('--json', 'print one JSON value with the results on stdout; the story goes to stderr')
    .option('--dir <dir>', 'where everything is kept; replaces an earlier demonstration', './parley-demo')
    .option('--holders <count>', 'how many hospitals', readNatural(5, 16), 7)
    .option(
      '--rounds <count>',
      'at most so many rounds (else as many as it takes to tell the hospitals apart: 26 for seven)',
      readNatural(1, 50),
    )
    .option(
      '--seed <number>',
      'of the cut of the data and of the initial model',
      readNatural(0, 0xffff_ffff),
      8,
    )
    .option('--no-drills', 'nobody is killed')
    .option('--kill-coordinator <round>', 'kill the coordinator too, in this round', readNatural(1, 50))
    .option('--stay', 'keep the coordinator and its console up until Ctrl-C')
    .addHelpText(
      'after',
      `
Examples:
  $ parley demo
  $ parley demo --kill-coordinator 4 --stay
  $ parley demo --json --dir /tmp/demo

It takes some two minutes on two cores that have nothing else to do, needs no network, and exits 0 only if everything held.`,
    )
  withAction<DemoOptions>(demo, world, async ({ options, output }) => {
    const { killCoordinator, holders } = options
    const rounds = options.rounds ?? roundsFor(holders)
    if (killCoordinator !== undefined && killCoordinator > rounds)
      throw new UsageError(`--kill-coordinator ${killCoordinator} is past the last of ${rounds} rounds`)
    const narrator = openNarrator(world, output.isJson ? world.stderr : world.stdout)
    // Certificates, training and the rest are loaded when they are wanted: the other commands start at once.
    const { runDemo } = await import('../demo/run-demo.ts')
    const finished = await runDemo(settingsOf(options, rounds), world, narrator)
    try {
      const { outcome, folder } = finished
      await writeFile(path.join(folder.root, 'results.html'), resultsPage(outcome))
      await writeFile(path.join(folder.root, 'results.json'), `${toJson(outcome.result)}\n`)
      output.result(outcome.result, resultsText(outcome, path.relative('.', folder.root) || '.'))
      if (options.stay === true) await stay(finished, output.note, world)
      requireHeld(outcome)
    } finally {
      narrator.close()
      await finished.close()
    }
  })
}

function settingsOf(
  { dir, holders, seed, drills, killCoordinator }: DemoOptions,
  rounds: number,
): DemoSettings {
  return { folder: dir, holders, rounds, seed, drills, killCoordinatorInRound: killCoordinator }
}

async function stay({ consoleUrl }: Demo, note: (text: string) => void, world: World): Promise<void> {
  note(`The console stays up at ${consoleUrl}\nCtrl-C ends it.`)
  await untilStopped(world)
}

function requireHeld({ checks }: DemoOutcome): void {
  const failed = checks.filter(({ held }) => !held)
  if (failed.length === 0) return
  throw new ReportedFailure(
    `not everything held:\n${failed.map(({ name, detail }) => `  ${name}: ${detail}`).join('\n')}`,
  )
}
