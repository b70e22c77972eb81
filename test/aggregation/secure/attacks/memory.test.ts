/** Check 24: what a member no longer needs is gone from the memory of its process. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { platform } from 'node:os'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { findInMemory } from '../../../support/process-memory.ts'

const script = fileURLToPath(new URL('./memory-process.js', import.meta.url))
const seed = Buffer.from(Array.from({ length: 32 }, (_, i) => (0xa5 ^ (i * 37 + 11)) & 0xff))

const onLinux = platform() === 'linux' ? test : test.skip
onLinux('check 24: a self seed is in memory until the input is masked, and nowhere afterwards', async t => {
  const child = fork(script, { execArgv: ['--expose-gc'], stdio: 'inherit' })
  t.teardown(() => child.kill())
  const patterns = new Map([['self seed', seed]])
  await once(child, 'message')
  t.deepEqual(
    [...findInMemory(child.pid!, patterns)],
    ['self seed'],
    'the control: the search finds it while it lives',
  )
  child.send('go on')
  await once(child, 'message')
  t.deepEqual([...findInMemory(child.pid!, patterns)], [])
  child.send('go on')
  const [code] = await once(child, 'exit')
  t.is(code, 0)
})
