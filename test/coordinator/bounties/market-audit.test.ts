import test from 'ava'
import { canonicalJson, generateSigner, systemRandom, utf8 } from '../../../aggregation/index.ts'
import { auditMarket } from '../../../coordinator/bounties/market-audit.ts'
import { createLog } from '../../../coordinator/log/index.ts'
import { openStorage } from '../../../coordinator/storage/index.ts'
import { testSealKey } from '../../support/ledger.ts'

const bountyId = 'ab'.repeat(32)
const hashes = { termsHash: '01'.repeat(32), modelHash: '02'.repeat(32) }

test('a bounty of before its events were written is left to the ledger’s own audit, and no later one is', async t => {
  const storage = await openStorage({ memory: true })
  t.teardown(() => storage.close())
  const { signer } = generateSigner(systemRandom)
  const log = createLog({ signer, origin: 'parley/audit', sealKey: testSealKey })
  const append = (leaf: object) => storage.transaction(tx => log.append(tx, utf8(canonicalJson(leaf))))
  await append({ kind: 'terms', bountyId, ...hashes })
  await append({ kind: 'settlement', bountyId, end: 'final' })
  t.deepEqual(await storage.transaction(auditMarket), [])
  const later = 'cd'.repeat(32)
  await append({ kind: 'terms', bountyId: later, ...hashes, buyer: 'acme' })
  t.like(await storage.transaction(auditMarket), [
    { rule: 'I7', where: `event 0 of bounty ${later}`, detail: 'is not the terms of leaf 2' },
  ])
})
