import { once } from 'node:events'
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import test, { type ExecutionContext } from 'ava'
import { systemRandom, toHex } from '../../aggregation/index.ts'
import { openWebhookReceiver, showKeystore } from '../../client/index.ts'
import { loadMnist, writeIdxFolder } from '../../learning/index.ts'
import { makeApiKey } from '../../protos/api-key.ts'
import { placeCoordinatorKeys, placeKeystore } from '../support/cheap-keys.ts'
import { type HttpEndpoint, openHttpEndpoint } from '../support/http-endpoint.ts'
import { assertTold, openWorkplace, passphrase, runHere, type Workplace } from './parley.ts'

const service = ['coordinator', '--data-dir', './parley', '--listen', '127.0.0.1:0', '--no-http']

test('a coordinator serves in plaintext only on this machine and only for trying out', async t => {
  assertTold(t, await runHere(['coordinator', '--listen', '0.0.0.0:7443']), 2, /other machines/, /--tls-cert/)
  assertTold(t, await runHere(['coordinator', '--environment', 'live']), 2, /environment is live/)
  assertTold(t, await runHere(['coordinator', '--tls-cert', 'a.pem']), 2, /--tls-key/)
  assertTold(t, await runHere(['coordinator', '--listen', 'somewhere']), 2, /HOST:PORT/)
})

test('a port in use, a data folder in use and a wrong passphrase are told in a sentence each', async t => {
  const { parley, serve, at } = await openWorkplace(t)
  for (const folder of ['other', 'parley']) placeCoordinatorKeys(at(folder), passphrase)
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  t.teardown(() => blocker.close())
  const { port } = blocker.address() as { port: number }
  const busy = await parley([
    'coordinator',
    '--data-dir',
    './other',
    '--listen',
    `127.0.0.1:${port}`,
    '--no-http',
  ])
  assertTold(t, busy, 1, new RegExp(`${port}`), /in use/)
  await serve(service)
  assertTold(t, await parley(service), 1, /data folder .* is in use by process \d+/)
})

test('a coordinator that is started again wants the passphrase it was made with', async t => {
  const { parley } = await openWorkplace(t)
  const first = await parley([...service, '--exit-with-parent'])
  t.is(first.code, 0, first.stderr)
  const again = await parley([...service, '--exit-with-parent'], { PARLEY_PASSPHRASE: 'another' })
  assertTold(t, again, 2, /coordinator\.keystore\.json cannot be opened/, /passphrase/)
})

interface Service extends Workplace {
  readonly address: string
}

/** A coordinator with its operator's home in parley/operator. */
async function openService(workplace: Workplace): Promise<Service> {
  placeCoordinatorKeys(workplace.at('parley'), passphrase)
  const { address } = await workplace.serve([...service, '--webhooks-to-private'])
  return { ...workplace, address: address! }
}

async function enrol({ address, at }: Service, organisation: string, role: string) {
  const operator = ['--home', at('parley', 'operator'), '--json']
  const invited = await runHere([
    'enroll',
    'invite',
    '--organisation',
    organisation,
    '--role',
    role,
    ...operator,
  ])
  const { code } = invited.json<{ code: string }>()
  const home = ['--home', at(organisation), '--json']
  placeKeystore(at(organisation, 'keystore.json'), passphrase)
  const enrolled = await runHere([
    'enroll',
    '--coordinator',
    address,
    '--organisation',
    organisation,
    '--invitation',
    code,
    ...home,
  ])
  return { home, code, enrolled }
}

test('operator, treasurer and buyer meet: invitation, deposit, posting, a webhook, statement, cancellation, audit, an API key, recovery, the end of a member', async t => {
  const workplace = await openService(await openWorkplace(t))
  const { parley, at } = workplace
  const operator = ['--home', at('parley', 'operator'), '--json']

  const { home, code, enrolled } = await enrol(workplace, 'acme', 'buyer')
  t.like(enrolled.json(), { organisation: 'acme', role: 'buyer' })
  const spent = await runHere([
    'enroll',
    '--coordinator',
    workplace.address,
    '--organisation',
    'acme',
    '--invitation',
    code,
    ...operator,
  ])
  t.not(spent.code, 0)

  const endpoint = await openHttpEndpoint(t)
  const hook = await addWebhook(endpoint, home)

  await runHere(['bounty', 'init', at('bounty.yaml')])
  await writeIdxFolder(at('test-set'), await loadMnist('test', 50))
  const post = ['bounty', 'post', at('bounty.yaml'), ...home]
  assertTold(t, await runHere(post), 1, /insufficient-funds/)
  const deposit = ['ledger', 'deposit', '--organisation', 'acme', '--amount', '1000001']
  assertTold(t, await runHere([...deposit, ...home]), 1, /buyers may not call deposit.*: operator, treasurer/)
  const house = await enrol(workplace, 'house', 'treasurer')
  t.like(house.enrolled.json(), { organisation: 'house', role: 'treasurer' })
  t.is((await parley([...deposit, ...house.home])).code, 0)
  const posted = await parley([...post, '--draft'])
  t.is(posted.code, 0, posted.stderr)
  const { bountyId } = posted.json<{ bountyId: string }>()
  t.like(posted.json(), { state: 'draft', escrowedUnits: '0' })
  t.like((await parley(['bounty', 'fund', bountyId, ...home])).json(), { state: 'open', bountyId })
  t.like((await parley(['bounty', 'money', bountyId, ...home])).json(), {
    state: 'open',
    escrowUnits: '1000000',
  })

  const listed = await runHere(['bounty', 'list', ...home])
  t.deepEqual(
    listed
      .json<{ bounties: { bountyId: string; buyer: string }[] }>()
      .bounties.map(one => [one.bountyId, one.buyer]),
    [[bountyId, 'acme']],
  )
  const shown = await runHere(['bounty', 'show', bountyId.slice(0, 10), ...home])
  t.like(shown.json(), { bountyId, state: 'open', rounds: [] })
  assertTold(t, await runHere(['model', 'fetch', bountyId, ...home]), 1, /no trained model yet/)
  // The key turns over; what the buyer signs about the bounty is still under the key that posted it.
  const rotated = await runHere(['keys', 'rotate', ...home])
  t.like(rotated.json(), { version: 2, state: 'active', organisation: 'acme' }, rotated.stderr)
  const states = async () =>
    (await runHere(['keys', 'list', ...home])).json<{ state: string }[]>().map(({ state }) => state)
  t.deepEqual(await states(), ['retiring', 'active'])
  assertTold(
    t,
    await runHere(['bounty', 'cancel', bountyId, ...home]),
    2,
    /for good: completed rounds stay paid.* Add --yes/,
  )
  const cancelled = await runHere(['bounty', 'cancel', bountyId, '--yes', ...home])
  t.like(cancelled.json(), { state: 'aborted-buyer', refundedUnits: '1000000', paidUnits: '0' })

  const { keyId } = rotated.json<{ keyId: string }>()
  t.like((await runHere(['keys', 'rollback', ...home])).json(), { version: 1, state: 'active' })
  const revoke = ['keys', 'revoke', keyId, '--reason', 'never needed', ...home]
  assertTold(t, await runHere(revoke), 2, /cannot be undone\. Add --yes/)
  t.like((await runHere([...revoke, '--yes'])).json(), { state: 'revoked', reason: 'never needed' })
  t.deepEqual(await states(), ['active', 'revoked'])
  assertTold(t, await runHere(['keys', 'retire', 'abc', ...home]), 2, /no key id/)

  const balance = await runHere(['ledger', 'balance', ...home])
  t.like(balance.json<{ balances: object[] }>().balances[0], {
    account: 'buyer:acme',
    postedUnits: '1000001',
  })
  const statement = await runHere(['ledger', 'statement', ...home])
  const { lines } = statement.json<{ lines: { balanceUnits: string }[] }>()
  t.is(lines.at(-1)?.balanceUnits, '1000001')
  t.true(lines.length >= 3)
  const explained = await parley(['ledger', 'statement', '--explain', ...home])
  const last = explained.json<{ lines: { leaf: object; steps: object[] }[] }>().lines.at(-1)!
  t.like(last, { account: 'buyer:acme', kind: 'refund', leaf: { kind: 'settled' } })
  t.like(last.steps.at(-1), { expression: '1000000', value: '1000000' })
  const evidence = ['--evidence', at('bounty.yaml'), ...home]
  const disputed = await parley(['bounty', 'dispute', bountyId, '--target', 'met', ...evidence])
  assertTold(t, disputed, 1, /name no panel/)
  const audit = await parley(['ledger', 'audit', ...operator])
  t.like(audit.json(), { ok: true, problems: [], supplyUnits: '1000001' })

  const watched = await parley(['bounty', 'watch', bountyId, ...home])
  const kinds = watched.stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line).kind)
  t.is(kinds[0], 'bounty-posted')
  t.is(kinds.at(-1), 'bounty-ended')

  await endpoint.reached(3)
  const receiver = openWebhookReceiver({ secrets: [hook.secret] })
  const told = endpoint.arrived.map(({ headers, body }) => {
    const received = receiver.receive(headers, body)
    return received.kind === 'accepted' ? `${received.message.type} ${received.message.data.bountyId}` : ''
  })
  t.deepEqual(told.sort(), [
    `bounty-ended ${bountyId}`,
    `bounty-posted ${bountyId}`,
    'webhook-trial undefined',
  ])
  const rotatedHook = await runHere(['webhooks', 'rotate', hook.webhookId, ...home])
  t.not(rotatedHook.json().secret, hook.secret)
  const hooks = await runHere(['webhooks', 'list', ...home])
  t.like(hooks.json<object[]>()[0], { url: endpoint.url, state: 'sending', waiting: 0 })
  t.false(hooks.stdout.includes('whsec_'))
  endpoint.answer(500)
  assertTold(
    t,
    await runHere(['webhooks', 'test', hook.webhookId, ...home]),
    1,
    /it answered 500|tried once in 5 s/,
  )
  t.like((await runHere(['webhooks', 'remove', hook.webhookId, ...home])).json(), { removed: true })
  t.deepEqual((await runHere(['webhooks', 'list', ...home])).json(), [])

  await readWithApiKey(t, workplace)
  await comeBack(t, workplace)
  await endMember(t, workplace)
})

/** The buyer issues an API key; a program without a keystore reads with it. */
async function readWithApiKey(t: ExecutionContext, { at }: Service): Promise<void> {
  const home = ['--home', at('acme'), '--json']
  const issue = ['keys', 'api', 'issue', '--name', 'dashboard', '--scope', 'bounties,members', ...home]
  const issued = await runHere(issue)
  const { text, id } = issued.json<{ text: string; id: string }>()
  t.regex(issued.stderr, /shown once/)
  await mkdir(at('dashboard'))
  await copyFile(at('acme', 'profile.json'), at('dashboard', 'profile.json'))
  const reading = (args: readonly string[], PARLEY_API_KEY = text) =>
    runHere([...args, '--home', at('dashboard'), '--json'], { PARLEY_PASSPHRASE: '', PARLEY_API_KEY })
  const listed = await reading(['bounty', 'list'])
  t.is(listed.json<{ bounties: object[] }>().bounties.length, 1, listed.stderr)
  assertTold(t, await reading(['ledger', 'balance']), 1, /not for getBalances; it is for: .*listBounties/)
  const swapped = `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`
  assertTold(t, await reading(['bounty', 'list'], swapped), 2, /checksum/)
  const live = makeApiKey('live', 'reading', systemRandom).text
  assertTold(t, await reading(['bounty', 'list'], live), 2, /for a live coordinator, and this one is dev/)
  const revoke = ['keys', 'api', 'revoke', id, '--reason', 'tried out', '--yes', ...home]
  t.like((await runHere(revoke)).json(), { id, reason: 'tried out' })
  const refused = await reading(['bounty', 'list'])
  assertTold(t, refused, 1, /not good here/)
  t.false(refused.stderr.includes(text))
}

/** The treasurer's keystore is lost; two of three people bring it back from another folder. */
async function comeBack(t: ExecutionContext, { at, address }: Service): Promise<void> {
  const people = ['ada', 'bob', 'cy'].map(name => at(`${name}.json`))
  const made = await runHere(['keys', 'recovery', 'new', people[0]!, '--json'])
  const keys = [made.json<{ publicKey: string }>().publicKey]
  for (const file of people.slice(1)) {
    placeKeystore(file, passphrase)
    keys.push(toHex(showKeystore(file).publicKey))
  }
  const set = ['keys', 'recovery', 'set', '--threshold', '2', ...keys, '--home', at('house'), '--json']
  t.like((await runHere(set)).json(), { threshold: 2, keys })
  assertTold(t, await runHere(set), 2, /2 must sign a change: give --statement/)

  const home = ['--home', at('new-house'), '--json']
  placeKeystore(at('new-house', 'keystore.json'), passphrase)
  const file = at('recover.json')
  const start = ['keys', 'recovery', 'start', file, '--coordinator', address, ...home]
  assertTold(t, await runHere(start), 2, /which member/)
  const begun = await runHere([...start, '--organisation', 'house', '--role', 'treasurer'])
  t.like(begun.json(), { organisation: 'house', role: 'treasurer', environment: 'dev' })
  const send = ['keys', 'recovery', 'send', file, '--coordinator', address, ...home]
  const sign = (keystore: string) =>
    runHere(['keys', 'recovery', 'sign', file, '--keystore', keystore, '--yes', '--json'])
  const first = await sign(people[2]!)
  t.regex(first.stderr, /takes the place of every key of house as treasurer/)
  assertTold(t, await runHere(send), 1, /not signed by its new key and enough/)
  t.like((await sign(people[0]!)).json(), { signatures: 2 })
  t.like((await runHere(send)).json(), { organisation: 'house', version: 2 })
  t.is((await runHere(['ledger', 'audit', ...home])).code, 0)
  t.not((await runHere(['ledger', 'audit', '--home', at('house')])).code, 0)

  // Those that stand sign what takes their place.
  const change = at('change.json')
  const named = ['--threshold', '3', ...keys, '--statement', change, ...home]
  t.like((await runHere(['keys', 'recovery', 'set', ...named])).json(), { file: change, needed: 2 })
  const sending = ['keys', 'recovery', 'send', change, ...home]
  const signing = ['keys', 'recovery', 'sign', change, '--yes', '--keystore']
  await runHere([...signing, people[1]!])
  assertTold(t, await runHere(sending), 1, /2 of the present recovery keys must sign/)
  await runHere([...signing, people[0]!])
  t.like((await runHere(sending)).json(), { threshold: 3, keys })
  t.like((await runHere(['keys', 'recovery', 'show', ...home])).json(), { threshold: 3 })

  await writeFile(file, (await readFile(file, 'utf8')).replace('"house"', '"houses"'))
  assertTold(t, await sign(people[1]!), 2, /was changed after it/)
}

/** All that the treasurer has is ended. */
async function endMember(t: ExecutionContext, { at }: Service): Promise<void> {
  const operator = ['--home', at('parley', 'operator'), '--json']
  await runHere(['enroll', 'invite', '--organisation', 'house', '--role', 'auditor', ...operator])
  const end = ['keys', 'deprovision', 'house', '--reason', 'moved away', ...operator]
  const asked = await runHere(end)
  assertTold(t, asked, 2, /key 2 of its treasurer, active/, /invitation \w{12} as auditor/, /Add --yes/)
  t.like((await runHere([...end, '--yes'])).json(), {
    ended: { keys: 1, apiKeys: 0, invitations: 1 },
    left: { keys: 0, apiKeys: 0, invitations: 0 },
  })
  t.not((await runHere(['ledger', 'audit', '--home', at('new-house')])).code, 0)
}

/** Added and tried by the command line. */
async function addWebhook({ url }: HttpEndpoint, home: readonly string[]) {
  const add = ['webhooks', 'add', url, '--events', 'bounty-posted,bounty-ended', ...home]
  const hook = (await runHere(add)).json<{ webhookId: string; secret: string }>()
  await runHere(['webhooks', 'test', hook.webhookId, ...home])
  return hook
}

test('who is not known is told so: a stranger, an unknown organisation, a bounty that is none, a forbidden wish', async t => {
  const workplace = await openService(await openWorkplace(t))
  const { at, address } = workplace
  const { home } = await enrol(workplace, 'st-anna', 'holder')
  const operator = ['--home', at('parley', 'operator')]
  const deposit = ['ledger', 'deposit', '--organisation', 'nobody', '--amount', '5', ...operator]
  assertTold(t, await runHere(deposit), 2, /not-found/, /nobody/)
  assertTold(t, await runHere(['bounty', 'show', 'f'.repeat(64), ...home]), 2, /not-found/)
  assertTold(
    t,
    await runHere(['bounty', 'show', 'f'.repeat(8), ...home]),
    2,
    /no bounty's id starts with ffffffff/,
  )
  assertTold(
    t,
    await runHere(['ledger', 'deposit', '--organisation', 'st-anna', '--amount', '5', ...home]),
    1,
    /forbidden/,
  )
  assertTold(t, await runHere(['ledger', 'balance', '--organisation', 'operator', ...home]), 1, /forbidden/)

  placeKeystore(at('stranger', 'keystore.json'), passphrase)
  const { coordinatorKey } = (await import(at('st-anna', 'profile.json'), { with: { type: 'json' } })).default
  const stranger = ['--home', at('stranger'), '--coordinator', address, '--coordinator-key', coordinatorKey]
  assertTold(t, await runHere(['bounty', 'list', ...stranger]), 1, /unauthenticated/)
  const misled = ['--home', at('stranger'), '--coordinator', address, '--coordinator-key', '0'.repeat(64)]
  const enrolling = ['enroll', '--organisation', 'stranger', '--invitation', 'x', ...misled]
  assertTold(t, await runHere(enrolling), 2, /another coordinator/)
})

test('the doctor finds a coordinator, names what is missing, and exits 1 when something must be mended', async t => {
  const workplace = await openService(await openWorkplace(t))
  const { parley, address, at } = workplace
  const well = await parley(['doctor', '--coordinator', address, '--json'])
  t.is(well.code, 0, well.stderr)
  const { findings } = well.json<{ findings: { check: string; verdict: string }[] }>()
  t.true(findings.some(({ check, verdict }) => check === 'training backend' && verdict === 'ok'))
  t.true(findings.some(({ check, verdict }) => check === 'coordinator' && verdict === 'ok'))
  await writeFile(at('keystore.json'), '{}', { mode: 0o600 })
  const ill = await parley([
    'doctor',
    '--keystore',
    at('keystore.json'),
    '--coordinator',
    '127.0.0.1:1',
    '--json',
  ])
  t.is(ill.code, 1)
  const faults = ill.json<{ findings: { check: string; verdict: string }[] }>().findings
  t.deepEqual(
    faults.filter(({ verdict }) => verdict === 'fault').map(({ check }) => check),
    ['keystore', 'coordinator'],
  )
})

test('a client says what is wrong with its policy, its data or its enrolment before anything else', async t => {
  const { at } = await openWorkplace(t)
  const home = ['--home', at('home')]
  const policy = at('policy.yaml')
  await writeFile(policy, (await runHere(['client', 'policy'])).stdout)
  await writeFile(at('data.csv'), 'a\n1\n')
  await runHere(['keys', 'new', ...home])
  const client = (file: string) => ['client', '--policy', file, '--data', at('data.csv'), '--once', ...home]
  assertTold(t, await runHere(client(at('none.yaml'))), 2, /none\.yaml/)
  assertTold(t, await runHere(client(policy)), 2, /no coordinator is named/)
  await writeFile(policy, 'version: 1\nminimumGroop: 3\n')
  assertTold(t, await runHere(client(policy)), 2, /policy\.yaml: .*minimumGroop/)
})

test('a bounty whose buyer evaluates is posted without its test set, and the evaluator says what is wrong', async t => {
  const workplace = await openService(await openWorkplace(t))
  const { at } = workplace
  const operator = ['--home', at('parley', 'operator'), '--json']
  const { home } = await enrol(workplace, 'acme', 'buyer')
  const rival = await enrol(workplace, 'rival', 'buyer')
  await runHere(['ledger', 'deposit', '--organisation', 'acme', '--amount', '2000000', ...operator])
  await runHere(['bounty', 'init', at('bounty.yaml')])
  await writeIdxFolder(at('test-set'), await loadMnist('test', 50))
  const page = await readFile(at('bounty.yaml'), 'utf8')
  await writeFile(
    at('own.yaml'),
    page
      .replace('# evaluator: buyer #', 'evaluator: buyer #')
      .replace('# evaluationSeconds: 600 #', 'evaluationSeconds: 600 #'),
  )
  const people = home.filter(word => word !== '--json')
  const posted = await runHere(['bounty', 'post', at('own.yaml'), ...people])
  assertTold(
    t,
    { ...posted, stderr: posted.stdout },
    0,
    /test set was not sent/,
    /bounty evaluate [0-9a-f]{64} --test-set .*test-set/,
  )
  const bountyId = /Posted ([0-9a-f]{64})/.exec(posted.stdout)![1]!
  const blobs = await readdir(at('parley', 'blobs'), { recursive: true, withFileTypes: true })
  t.is(blobs.filter(entry => entry.isFile()).length, 1, 'the initial model, and nothing else')

  const evaluate = ['bounty', 'evaluate', bountyId.slice(0, 12), '--test-set', at('test-set')]
  assertTold(t, await runHere([...evaluate, ...rival.home]), 2, /is a bounty of acme; only acme evaluates/)
  await writeIdxFolder(at('other-set'), await loadMnist('test', 51))
  const other = ['bounty', 'evaluate', bountyId, '--test-set', at('other-set')]
  assertTold(t, await runHere([...other, ...home]), 1, /other-set is not the test set of this bounty/)
  const unsaid = await runHere(['bounty', 'evaluate', bountyId, ...home])
  assertTold(t, unsaid, 2, /--test-set/)

  await runHere(['bounty', 'cancel', bountyId, '--yes', ...home])
  const over = await runHere([...evaluate, ...home])
  t.is(over.code, 0, over.stderr)
  t.like(over.json(), { kind: 'ended', state: 'aborted-buyer', accepted: false })

  const there = (await runHere(['bounty', 'post', at('bounty.yaml'), ...home])).json<{ bountyId: string }>()
  assertTold(
    t,
    await runHere(['bounty', 'evaluate', there.bountyId, '--test-set', at('test-set'), ...home]),
    2,
    /the coordinator evaluates the models of/,
  )
})
