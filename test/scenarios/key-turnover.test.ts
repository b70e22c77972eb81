/** Keys turn over while a bounty runs: who rotates is paid as before, who is revoked is out. */
import test from 'ava'
import { equalBytes, generateSigner, type Signer, systemRandom, toHex } from '../../aggregation/index.ts'
import { keyIdOf, signRotation } from '../../protos/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import { openGrpcDoor } from '../support/grpc-door.ts'
import {
  cancel,
  ended,
  holderNames,
  must,
  openScene,
  postSmallBounty,
  startAgent,
} from '../support/small-federation.ts'

const everything = { states: [], modelFamily: '', minimumPriceUnits: 0n, limit: 10, after: '' } as const

/** The port, which does something more once the holder has sent its key shares in the first round. */
function afterSharing(port: CoordinatorPort, action: () => Promise<unknown>): CoordinatorPort {
  let isDone = false
  return {
    ...port,
    async shareKeys(request, options) {
      const answer = await port.shareKeys(request, options)
      if (!isDone) await action()
      isDone = true
      return answer
    },
  }
}

test.serial(
  'a holder rotates in the middle of a round and is paid; a holder that is revoked there is out',
  async t => {
    t.timeout(180_000)
    const { cast } = await openScene(t)
    const open = await openGrpcDoor(t, cast)
    const alder = cast.holders.get('alder')!
    const audience = toHex(cast.coordinatorSigner.publicKey)

    const first = alder.signer
    const fresh = generateSigner(systemRandom).signer
    let current: { readonly signer: Signer; readonly keyVersion: number } = { signer: first, keyVersion: 1 }
    const port = open(() => current)
    const turnOver = async () => {
      const times = { oldVersion: 1, newVersion: 2, notBeforeMs: 0, notAfterMs: 0 }
      const owner = { organisation: 'alder', role: 'holder' } as const
      const signers = { old: first, new: fresh }
      must(await port.rotateKey(signRotation({ environment: 'dev', audience }, owner, times, signers)))
      current = { signer: fresh, keyVersion: 2 }
      // The old key signs no call from here on; inside the bounty it still speaks.
      must(await port.retireKey({ keyId: keyIdOf(first.publicKey), isForced: true }))
    }
    const cedar = cast.holders.get('cedar')!
    const revoke = () =>
      cast.federation.operatorPort.revokeKey({ keyId: keyIdOf(cedar.signer.publicKey), reason: 'stolen' })

    const bountyId = await postSmallBounty(cast, { rounds: 2, minimumRounds: 2 })
    const keys = {
      current: () => current,
      find: (key: Uint8Array) => [first, fresh].find(({ publicKey }) => equalBytes(publicKey, key)),
    }
    const rotating = startAgent(cast, 'alder', { port: afterSharing(port, turnOver), signer: keys })
    const revoked = startAgent(cast, 'cedar', { port: afterSharing(cedar.port, revoke) })
    const others = holderNames
      .filter(name => name !== 'alder' && name !== 'cedar')
      .map(name => startAgent(cast, name))
    const bounty = await ended(cast, bountyId)
    await Promise.all([rotating, ...others].map(agent => agent.done))
    await revoked.stop()

    t.is(bounty.state, 'final')
    t.is(current.keyVersion, 2)
    const [one, two] = bounty.rounds
    t.deepEqual([one?.attempt, two?.attempt], [1, 1])
    for (const round of [one, two]) {
      t.true(round?.survivors.includes('alder'))
      t.true((round?.pays.find(({ organisation }) => organisation === 'alder')?.amountUnits ?? 0n) > 0n)
      t.false(round?.survivors.includes('cedar'))
      t.false(round?.pays.some(({ organisation }) => organisation === 'cedar'))
    }
    t.deepEqual(
      one?.dropouts.map(({ organisation, stage }) => [organisation, stage]),
      [['cedar', 'input']],
    )
    // Not even asked in the second: its key is out of the registry, and with it what it joined under.
    t.deepEqual(two?.dropouts, [])
    const own = bounty.participants.find(({ organisation }) => organisation === 'alder')
    t.deepEqual(own?.identityKey, first.publicKey)
    const registry = must(await port.getRegistry({}))
    const shown = (list: typeof registry.members) => list.map(({ identityKey }) => toHex(identityKey))
    t.true(shown(registry.members).includes(toHex(first.publicKey)))
    t.deepEqual(shown(registry.removed), [toHex(cedar.signer.publicKey)])
    t.deepEqual(must(await cast.federation.operatorPort.audit({})).problems, [])

    // What a buyer signs about its bounty is under the key that posted it: revoked, it signs nothing of it any more.
    const more = { organisation: 'acme', amountUnits: 100_003n, memo: '' }
    must(await cast.federation.operatorPort.deposit(more, { idempotencyKey: 'second' }))
    const posted = await postSmallBounty(cast)
    // Sent again after its key turned over, a posting is the same bounty, paid for once.
    const next = generateSigner(systemRandom).signer
    const rotation = { oldVersion: 1, newVersion: 2, notBeforeMs: 0, notAfterMs: 0 }
    const acme = { organisation: 'acme', role: 'buyer' } as const
    const both = { old: cast.buyer.signer, new: next }
    must(
      await cast.buyer.port.rotateKey(signRotation({ environment: 'dev', audience }, acme, rotation, both)),
    )
    const { terms, nonce, signature } = must(await cast.buyer.port.getBounty({ bountyId: posted }))
    const again = cast.federation.portFor('acme', 'buyer', next)
    t.is(must(await again.postBounty({ terms, nonce, signature, draft: false })).bountyId, posted)
    t.deepEqual(must(await again.listBounties(everything)).bounties.length, 2)
    const keyId = keyIdOf(cast.buyer.signer.publicKey)
    must(await cast.federation.operatorPort.revokeKey({ keyId, reason: 'stolen' }))
    t.like(await cancel(cast, posted), { kind: 'refused', reason: 'signature-invalid' })
  },
)
