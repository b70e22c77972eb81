/** A one-time code of a second factor: from PARLEY_CODE, or asked for at the terminal. */
import { createInterface } from 'node:readline/promises'
import type { World } from './world.ts'

/** Undefined where nobody can be asked. */
export async function askCode(world: World, why: string): Promise<string | undefined> {
  const given = world.env.PARLEY_CODE
  if (given !== undefined && given !== '') return given
  if (!world.stdin.isTTY || !world.stderr.isTTY) return undefined
  const terminal = createInterface({ input: world.stdin, output: world.stderr })
  try {
    // The words are a coordinator's: nothing in them moves the cursor.
    const code = await terminal.question(`${why.replace(/\p{Cc}/gu, ' ')}. Code: `, { signal: world.stop })
    return code.replaceAll(' ', '').trim()
  } finally {
    terminal.close()
  }
}
