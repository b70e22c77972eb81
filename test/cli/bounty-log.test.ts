import { mkdir, readFile, writeFile } from 'node:fs/promises'
import test from 'ava'
import { toHex } from '../../aggregation/index.ts'
import { fetchBountyLog } from '../../cli/bounty-log.ts'
import {
  decodeBountyLog,
  encodeBountyLog,
  settlementHash,
  verifyBountyLog,
} from '../../protos/market-log/index.ts'
import { marketFiles } from '../support/market-files.ts'
import { cancel, ended, openScene, postSmallBounty } from '../support/small-federation.ts'
import { openWorkplace, runHere } from './parley.ts'

test('buyer, holder and stranger, each a process with nothing but the files, compute the same settlements of every exit', async t => {
  const { at, parley } = await openWorkplace(t)
  const { coordinator, exits, logs } = marketFiles()
  const key = toHex(coordinator.publicKey)
  const names = logs.map((_, i) => `bounty-${i}.json`)
  for (const [i, name] of names.entries()) await writeFile(at(name), encodeBountyLog(logs[i]!))
  const parties = ['buyer', 'holder', 'stranger']
  for (const party of parties) await mkdir(at(party))
  const told = await Promise.all(
    parties.map(party =>
      parley(['verify', ...names, '--coordinator-key', key, '--settlement', party, '--json']),
    ),
  )
  for (const { code, stderr } of told) t.is(code, 0, stderr)
  t.is(told[0]!.stdout, told[1]!.stdout)
  t.is(told[0]!.stdout, told[2]!.stdout)
  const findings = told[0]!.json<Record<string, unknown>[]>()
  for (const [i, { script, state, stage }] of exits.entries()) {
    t.like(findings[i], {
      type: 'bounty-log',
      valid: true,
      inLog: true,
      state: stage,
      sealed: true,
      settlement: settlementHash(state.settlement!),
    })
    for (const party of parties)
      t.deepEqual(new Uint8Array(await readFile(at(party, `${script.bountyId}.json`))), state.settlement)
  }
})

test('a log that was tampered with is refused by the leaf and the reason, and nothing is written', async t => {
  const { at } = await openWorkplace(t)
  const { coordinator, logs } = marketFiles()
  const log = logs[0]!
  const leaf = log.leaves[2]!.leaf.replace('"atMs":2', '"atMs":1')
  await writeFile(
    at('tampered.json'),
    encodeBountyLog({ ...log, leaves: log.leaves.with(2, { ...log.leaves[2]!, leaf }) }),
  )
  const args = ['--coordinator-key', toHex(coordinator.publicKey), '--settlement', at('out.json')]
  const told = await runHere(['verify', at('tampered.json'), ...args])
  t.is(told.code, 1)
  t.regex(told.stdout, /leaf 2 of the bounty \(\d+ of the log\): it does not stand at index/)
  await t.throwsAsync(readFile(at('out.json')), { code: 'ENOENT' })
})

test('the log of a bounty as the coordinator gives it to buyer, holder and operator verifies under its key', async t => {
  const { cast } = await openScene(t)
  const bountyId = await postSmallBounty(cast)
  await cancel(cast, bountyId)
  await ended(cast, bountyId)
  const key = toHex(cast.coordinatorSigner.publicKey)
  const ports = [cast.buyer.port, cast.holders.get('alder')!.port, cast.federation.operatorPort]
  const settlements = []
  for (const port of ports) {
    const read = decodeBountyLog(encodeBountyLog(await fetchBountyLog(port, key, bountyId)))
    const verified = read.kind === 'read' ? verifyBountyLog(read.log, cast.coordinatorSigner.publicKey) : read
    if (verified.kind !== 'verified') return t.fail(JSON.stringify(verified))
    t.is(verified.state.life.stage, 'aborted-buyer')
    settlements.push(toHex(verified.state.settlement!))
  }
  t.is(new Set(settlements).size, 1)
})
