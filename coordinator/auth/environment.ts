/** Books of one environment are no books of another: play money stays out of where it is real. */
import { type KeyEnvironment, keyEnvironments } from '../../protos/api-key.ts'
import type { Storage } from '../storage/index.ts'

/** The environment is none, or not that of the books; the message says what to do. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
}

export function readEnvironment(name: string): KeyEnvironment {
  const known = keyEnvironments.find(each => each === name)
  if (known !== undefined) return known
  throw new EnvironmentError(
    `there is no environment ${JSON.stringify(name)}: give dev, test, or live (where units are worth something)`,
  )
}

/** Marks the books as of an environment, if they are new. Throws `EnvironmentError` for those of another. */
export async function claimEnvironment(storage: Storage, environment: KeyEnvironment): Promise<void> {
  const found = await storage.transaction(async tx => {
    await tx
      .insertInto('environment')
      .values({ id: 1, name: environment })
      .onConflict(conflict => conflict.column('id').doNothing())
      .execute()
    return tx.selectFrom('environment').select('name').executeTakeFirstOrThrow()
  })
  if (found.name === environment) return
  throw new EnvironmentError(
    `these books are of the environment ${found.name}, and ${environment} was asked for: start with --environment ${found.name}, or with another data folder and database`,
  )
}
