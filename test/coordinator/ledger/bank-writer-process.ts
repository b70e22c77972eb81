/** One writer of the bank test: sends its transfers in order from `first` on and tells its parent each answer. */
import { createLedger } from '../../../coordinator/ledger/index.ts'
import { openStorage } from '../../../coordinator/storage/index.ts'
import { testSealKey } from '../../support/ledger.ts'
import { bankMove } from './bank-moves.ts'

const [url = '', seed = '', writer = '0', first = '0', end = '0'] = process.argv.slice(2)
const storage = await openStorage({ postgresUrl: url, poolSize: 1 })
const ledger = createLedger({ nowMs: () => 1_000 }, testSealKey)
for (let step = Number(first); step < Number(end); step++) {
  const request = bankMove(seed, Number(writer), step)
  const outcome = await storage.transaction(tx => ledger.transfer(tx, request), {
    isolation: 'read-committed',
  })
  process.send!({ step, outcome: outcome.kind === 'recorded' ? 'recorded' : outcome.reason })
}
await storage.close()
process.disconnect()
