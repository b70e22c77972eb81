/** Asks before something that costs money is done. */
import { createInterface } from 'node:readline/promises'
import { CommandError, UsageError } from './errors.ts'
import type { World } from './world.ts'

export interface ConfirmOptions {
  readonly yes?: boolean
}

/** Goes on after --yes or a "yes" at the terminal; elsewhere nothing is done without --yes. Throws otherwise. */
export async function confirm({ yes }: ConfirmOptions, world: World, question: string): Promise<void> {
  if (yes === true) return
  if (!world.stdin.isTTY || !world.stderr.isTTY)
    throw new UsageError(`${question} Add --yes to go on without being asked`)
  const terminal = createInterface({ input: world.stdin, output: world.stderr })
  try {
    const answer = await terminal.question(`${question} Go on? [y/N] `, { signal: world.stop })
    if (!/^y(es)?$/i.test(answer.trim())) throw new CommandError('nothing was sent', 'not-confirmed')
  } finally {
    terminal.close()
  }
}
