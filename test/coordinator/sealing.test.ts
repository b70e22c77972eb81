import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { openCoordinator } from '../../coordinator/index.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import type { Caller } from '../../protos/service.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const operator: Caller = {
  organisation: 'operator',
  role: 'operator',
  identityKey: new Uint8Array(32),
  idempotencyKey: '',
}

test('a coordinator seals its books at its start and its end, and tells what was done to them while it was closed', async t => {
  t.timeout(120_000)
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-sealing-'))
  t.teardown(() => rmSync(dataDir, { recursive: true }))
  const open = () =>
    openCoordinator({
      dataDir,
      listen: '127.0.0.1:0',
      environment: 'dev',
      name: 'test',
      passphrase: 'a passphrase for tests',
      passphraseCost: { work: 16, blockSize: 8, parallelism: 1 },
      backend: 'cpu',
      journal: quiet,
    })
  const auditOf = async ({ coordinator }: Awaited<ReturnType<typeof open>>) => {
    const answer = await coordinator.audit(operator, {})
    if (answer.kind === 'refused') throw new Error(answer.message)
    return answer.value
  }
  const first = await open()
  t.deepEqual((await auditOf(first)).problems, [])
  await first.close()
  t.true(existsSync(join(dataDir, 'ledger.anchor.json')))
  const storage = await openStorage({ dataDir: join(dataDir, 'database') })
  const seals = await storage.db.selectFrom('ledger_seal').select('accounts').orderBy('number').execute()
  t.deepEqual(
    seals.map(({ accounts }) => accounts),
    ['[]', '["fees","world"]'],
  )
  await storage.transaction(async tx => {
    await tx.updateTable('balance').set({ posted: 7n }).where('account_id', '=', 'fees').execute()
  })
  await storage.close()
  writeFileSync(join(dataDir, 'ledger.anchor.json'), '{"number":"9","seal":"00"}\n')
  const second = await open()
  const { ok, problems } = await auditOf(second)
  t.false(ok)
  t.deepEqual(problems.map(({ rule, where }) => `${rule} ${where}`).sort(), [
    'anchor seal 9',
    'stored-balance fees',
  ])
  await second.close()
})
