import test from 'ava'
import { claimEnvironment, EnvironmentError, readEnvironment } from '../../../coordinator/auth/environment.ts'
import { openStorage } from '../../../coordinator/storage/index.ts'

test('books are of the environment that they were begun in, and of no other', async t => {
  const storage = await openStorage({ memory: true })
  t.teardown(() => storage.close())
  await claimEnvironment(storage, 'test')
  await claimEnvironment(storage, 'test')
  await t.throwsAsync(claimEnvironment(storage, 'live'), {
    instanceOf: EnvironmentError,
    message: /of the environment test, and live was asked for: start with --environment test/,
  })
  await t.throwsAsync(
    storage.transaction(tx => tx.updateTable('environment').set({ name: 'live' }).execute()),
    { message: /refused/ },
  )
})

test('there are three environments', t => {
  for (const name of ['dev', 'test', 'live'] as const) t.is(readEnvironment(name), name)
  for (const name of ['production', 'Live', '', 'dev '])
    t.throws(() => readEnvironment(name), {
      instanceOf: EnvironmentError,
      message: /give dev, test, or live/,
    })
})
