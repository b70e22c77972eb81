import { mkdir, writeFile } from 'node:fs/promises'
import test from 'ava'
import { systemRandom } from '../../aggregation/index.ts'
import { createSignerHome, openSigners } from '../../client/index.ts'
import { type BackendEntry, tryBackend } from '../../learning/index.ts'
import { startVault, vaultToken } from '../support/vault-server.ts'
import { provideVulkan, withoutVulkan } from '../support/vulkan.ts'
import { assertTold, openWorkplace, passphrase, runHere } from './parley.ts'

interface Report {
  readonly ok: boolean
  readonly findings: readonly { readonly check: string; readonly verdict: string; readonly detail: string }[]
  readonly backends: readonly BackendEntry[]
}

/** Without a driver for Vulkan, whatever the machine has. */
const noDriver = { VK_DRIVER_FILES: '/nowhere.json' }

const hasVulkan = provideVulkan()
// Skipped without a driver for Vulkan and its loader, on which WebGPU computes; `.ci/run` installs both.
const withVulkan = hasVulkan ? test : test.skip

test.before(t => {
  if (!hasVulkan) t.log(`skipped: ${withoutVulkan}`)
})

test('the doctor lists every backend with what it is or why it is refused, and which one is in use', async t => {
  const { parley } = await openWorkplace(t)
  const { code, stdout, stderr } = await parley(['doctor'], noDriver)
  t.is(code, 0, stderr)
  t.regex(stdout, /✔ training backend: \w[\w-]*: ./)
  for (const name of ['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu']) {
    t.regex(stdout, new RegExp(`│ ${name} +│ (in use|works|works if asked for|cannot be used) +│ \\S`))
  }
  t.regex(stdout, /│ webgpu +│ cannot be used +│ no Vulkan driver is installed/)
  t.is(stdout.match(/│ in use +│/g)?.length, 1)
  t.is(stderr, '')
})

test('a backend insisted on by the environment is in use, or a fault with exit code 1; a vault is asked to sign', async t => {
  const { parley, at } = await openWorkplace(t)
  const vault = await startVault()
  t.teardown(() => vault.close())
  const env = { VAULT_TOKEN: vaultToken }
  await mkdir(at('home'), { mode: 0o700 })
  createSignerHome(at('home', 'keystore.json'), {
    ...{ passphrase, description: '', random: systemRandom, cost: { work: 2, blockSize: 1, parallelism: 1 } },
    place: { kind: 'vault', address: vault.address, mount: 'transit', key: 'alder' },
    signers: openSigners({ env }),
  })
  const { backends, findings } = (
    await parley(['doctor', '--json'], { ...noDriver, ...env, PARLEY_BACKEND: 'cpu' })
  ).json<Report>()
  t.regex(findings.find(({ check }) => check === 'keystore')?.detail ?? '', /transit\/alder\) signs$/)
  // For programs they are values, in order of speed.
  t.deepEqual(
    backends.map(({ name }) => name),
    ['tfjs-node-gpu', 'webgpu', 'tfjs-node', 'wasm', 'cpu'],
  )
  const chosen = backends.find(({ state }) => state === 'chosen')!
  t.is(chosen.name, 'cpu')
  t.like(
    findings.find(({ check }) => check === 'training backend'),
    { verdict: 'ok', detail: `${chosen.name}: ${chosen.detail}` },
  )
  const none = await parley(['doctor'], { ...noDriver, PARLEY_BACKEND: 'webgpu' })
  t.is(none.code, 1)
  t.regex(none.stdout, /✖ training backend: PARLEY_BACKEND insists on webgpu, which cannot be used/)
  const unknown = await parley(['doctor', '--json'], { PARLEY_BACKEND: 'tpu' })
  t.is(unknown.code, 1)
  t.regex(unknown.json<Report>().findings[1]!.detail, /there is no backend "tpu"/)
})

withVulkan(
  'a graphics processor imitated by the processor is called a software renderer and not chosen',
  async t => {
    const { parley } = await openWorkplace(t)
    const { backends } = (await parley(['doctor', '--json'])).json<Report>()
    const webgpu = backends.find(({ name }) => name === 'webgpu')!
    if (webgpu.state === 'on-request') t.regex(webgpu.detail, /, a software renderer$/)
    else t.regex(webgpu.state, /^(chosen|available)$/)
  },
)

test('a client is told at once that the backend it insists on is none or cannot be used', async t => {
  const { at } = await openWorkplace(t)
  const client = ['client', '--data', at('data.csv'), '--policy', at('policy.yaml'), '--home', at('home')]
  assertTold(
    t,
    await runHere([...client, '--backend', 'tpu']),
    2,
    /Allowed choices are tfjs-node-gpu, webgpu/,
  )
  await writeFile(at('policy.yaml'), (await runHere(['client', 'policy'])).stdout)
  const { state, detail } = await tryBackend('tfjs-node-gpu')
  if (state !== 'unavailable') return t.log('a GPU for TensorFlow is here')
  const refused = await runHere([...client, '--backend', 'tfjs-node-gpu'])
  assertTold(t, refused, 2, /the backend tfjs-node-gpu cannot be used here: /)
  t.true(refused.stderr.includes(detail), refused.stderr)
})
