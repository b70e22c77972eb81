import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import test from 'ava'
import { toHex } from '../../aggregation/index.ts'
import { openStorage } from '../../coordinator/storage/index.ts'
import {
  cancel,
  ended,
  holderNames,
  must,
  openCast,
  openScene,
  postSmallBounty,
  reopenCast,
  startAgent,
} from '../support/small-federation.ts'

/** A federation that is closed at the end of the test, also of one that fails. */
test.serial(
  'six holders train a bounty to its end, are paid to the last unit and hold verified receipts',
  async t => {
    const { cast, storage } = await openScene(t)
    const bountyId = await postSmallBounty(cast)
    const agents = holderNames.map(name => startAgent(cast, name))
    const bounty = await ended(cast, bountyId)
    await Promise.all(agents.map(agent => agent.done))

    t.is(bounty.state, 'final')
    t.true(bounty.accepted)
    t.is(bounty.rounds.length, 3)
    // Nobody who trained it is handed the model that it ends with.
    const { port } = cast.holders.get('elm')!
    t.like(await port.downloadBlob({ sha256: bounty.modelBlob }), { reason: 'not-found' })
    // Soon after the end, only the models of the start and of the end are left.
    const leftover = storage.db.selectFrom('stored_object').selectAll().where('bounty_id', '=', bountyId)
    const objects = join(cast.folder, 'blobs', 'objects')
    const files = async () =>
      (await readdir(objects, { recursive: true })).filter(name => name.includes('bafkrei'))
    // With the test set.
    while ((await files()).length > 3) await sleep(20)
    const left = await leftover.orderBy('is_kept').execute()
    t.deepEqual(
      left.map(({ is_kept }) => is_kept),
      [false, true],
    )
    t.is(left[0]?.sha256, toHex(bounty.modelBlob))
    t.true(bounty.rounds.every(round => round.state === 'completed' && round.survivors.length === 6))
    t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
    t.is(bounty.refundedUnits, 0n)
    const audit = must(await cast.federation.operatorPort.audit({}))
    t.deepEqual(audit.problems, [])
    t.is(audit.supplyUnits, 200_000n)
    for (const agent of agents) {
      t.is(agent.events.filter(event => event.kind === 'round-completed').length, 3)
      t.is(agent.events.filter(event => event.kind === 'receipt-invalid').length, 0)
    }
    const earned = must(await cast.holders.get('fir')!.port.getBalances({ organisation: '' })).balances[0]!
      .postedUnits
    const told = agents[5]!.events.find(event => event.kind === 'finished')
    t.is(told?.kind === 'finished' ? told.paidUnits : -1n, earned)
    t.true(
      earned >
        must(await cast.holders.get('alder')!.port.getBalances({ organisation: '' })).balances[0]!
          .postedUnits,
    )
  },
)

test.serial(
  'a holder that falls silent before its masked input is dropped, unpaid for the round, and the round completes',
  async t => {
    const { cast } = await openScene(t)
    const bountyId = await postSmallBounty(cast)
    const drill = startAgent(cast, 'cedar', { drills: [{ round: 2, stage: 'shared' }] })
    const others = holderNames.filter(name => name !== 'cedar').map(name => startAgent(cast, name))
    const bounty = await ended(cast, bountyId)
    await Promise.all(others.map(agent => agent.done))
    await drill.stop()

    t.is(bounty.state, 'final')
    const [, second] = bounty.rounds
    t.deepEqual(
      second?.dropouts.map(({ organisation, stage }) => ({ organisation, stage })),
      [{ organisation: 'cedar', stage: 'input' }],
    )
    t.false(second?.survivors.includes('cedar'))
    t.false(second?.pays.some(pay => pay.organisation === 'cedar'))
    t.is(bounty.paidUnits + bounty.feeUnits + bounty.refundedUnits, 100_003n)
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
  },
)

test.serial(
  'a coordinator that is stopped between masked inputs and unmasking finishes the same round when it is opened again',
  async t => {
    const storage = await openStorage({ memory: true })
    const cast = await openCast(storage)
    const bountyId = await postSmallBounty(cast, { rounds: 1, minimumRounds: 1 })
    // Nobody signs the survivor set: the round stands still with all inputs in.
    const held = holderNames.map(name => startAgent(cast, name, { drills: [{ round: 1, stage: 'masked' }] }))
    while (!held.every(agent => agent.events.some(event => event.kind === 'holding'))) await sleep(50)
    const before = must(await cast.buyer.port.getBounty({ bountyId })).rounds[0]
    await cast.federation.close()
    await Promise.all(held.map(agent => agent.stop()))

    const again = await reopenCast(cast, storage)
    t.teardown(async () => {
      await again.federation.close()
      await storage.close()
    })
    const agents = holderNames.map(name => startAgent(again, name))
    const bounty = await ended(again, bountyId)
    await Promise.all(agents.map(agent => agent.done))
    const [round] = bounty.rounds
    t.is(round?.attempt, before?.attempt)
    t.is(round?.state, 'completed')
    t.is(round?.survivors.length, 6)
    t.true(agents.every(agent => agent.events.some(event => event.kind === 'round-completed')))
    t.deepEqual(must(await again.federation.operatorPort.audit({})).problems, [])
  },
)

test.serial(
  'a bounty that the buyer cancels while it runs pays completed rounds and refunds the rest',
  async t => {
    const { cast } = await openScene(t)
    const bountyId = await postSmallBounty(cast)
    const agents = holderNames.map(name =>
      startAgent(cast, name, { drills: [{ round: 2, stage: 'shared' }] }),
    )
    while (!agents.every(agent => agent.events.some(event => event.kind === 'holding'))) await sleep(50)
    const bounty = must(await cancel(cast, bountyId))
    t.is(bounty.state, 'aborted-buyer')
    // The pot of round 1: a third of 100,003, rounded by the rule of the pots.
    t.is(bounty.paidUnits + bounty.feeUnits, 33_334n)
    t.is(bounty.refundedUnits, 100_003n - 33_334n)
    const balance = must(await cast.buyer.port.getBalances({ organisation: '' })).balances[0]
    t.is(balance?.postedUnits, 200_000n - 33_334n)
    t.is(balance?.heldUnits, 0n)
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])
    await Promise.all(agents.map(agent => agent.stop()))
  },
)
