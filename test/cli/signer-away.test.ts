import test from 'ava'
import { whileSignerAway } from '../../cli/signer-away.ts'
import { SignerError } from '../../client/index.ts'

/** Fails as it is told, once for each; what it was told and how long it paused. */
async function play(faults: readonly Error[], signal = new AbortController().signal) {
  const told: string[] = []
  const pauses: number[] = []
  let runs = 0
  const work = async () => {
    const fault = faults[runs++]
    if (fault !== undefined) throw fault
  }
  const clock = { sleep: async (ms: number) => void pauses.push(ms) }
  const ended = await whileSignerAway(work, { clock, signal, tell: text => void told.push(text) }).catch(
    (error: Error) => error,
  )
  return { ended, told, pauses, runs }
}

const away = new SignerError('unreachable', 'the vault is sealed')

test('what a sealed vault ended is begun again until it is done', async t => {
  const { ended, told, pauses, runs } = await play([away, away])
  t.is(ended, undefined)
  t.is(runs, 3)
  t.deepEqual(pauses, [5_000, 5_000])
  t.deepEqual(told, Array(2).fill('the vault is sealed; it is tried again'))
})

test('a signer that says no, and any other fault, ends it', async t => {
  const no = new SignerError('refused', 'the PIN is refused')
  t.like(await play([no]), { ended: no, runs: 1 })
  const other = new Error('the disk is full')
  t.like(await play([away, other]), { ended: other, runs: 2 })
})

test('who is asked to end does not wait for a vault', async t => {
  t.like(await play([away], AbortSignal.abort()), { ended: away, runs: 1, pauses: [] })
})
