import { writeFile } from 'node:fs/promises'
import test, { type ExecutionContext } from 'ava'
import { loginOf, readCoordinatorConfig } from '../../cli/coordinator-config.ts'
import { assertTold, openWorkplace, runHere } from './parley.ts'

const usual = ['issuer: https://login.example.org', 'clientId: parley-console']

async function fileOf(t: ExecutionContext, lines: readonly string[]) {
  const workplace = await openWorkplace(t)
  const file = workplace.at('parley.yaml')
  await writeFile(file, `login:\n${lines.map(line => `  ${line}\n`).join('')}`)
  return { file, workplace }
}

test('the secret of the login comes from its file beside the page, or from the environment', async t => {
  const named = [...usual, 'clientSecretFile: ./secret', 'emails: [ann@example.org]', 'scopes: [groups]']
  const { file, workplace } = await fileOf(t, named)
  await writeFile(workplace.at('secret'), 'of the file\n')
  t.deepEqual(await loginOf(await readCoordinatorConfig(file), 'of the environment'), {
    issuer: 'https://login.example.org',
    clientId: 'parley-console',
    clientSecret: 'of the file',
    scopes: ['groups'],
    people: { emails: ['ann@example.org'], subjects: [] },
  })
  const claim = 'claim: { name: groups, values: [house] }'
  const other = await fileOf(t, [...usual, 'url: https://console.example.org', claim])
  t.like(await loginOf(await readCoordinatorConfig(other.file), 'of the environment'), {
    clientSecret: 'of the environment',
    url: 'https://console.example.org',
    people: { claim: { name: 'groups', values: ['house'] } },
  })
  t.is(await loginOf({}, 'of the environment'), undefined)
})

test('a login that lets nobody in, or is not safe, is told by its field before anything starts', async t => {
  for (const [lines, fault] of [
    [usual, /login\.emails: nobody could log in/],
    [
      ['issuer: http://login.example.org', 'clientId: c', 'emails: [a@b.c]'],
      /login\.issuer: must begin with https/,
    ],
    [[...usual, 'emails: [a@b.c]', 'url: ftp://x'], /login\.url/],
    [[...usual, 'emails: [a@b.c]', 'colour: red'], /login.*colour/],
    [[...usual, 'emails: [a@b.c]'], /clientSecretFile, or set PARLEY_OIDC_CLIENT_SECRET/],
  ] as const) {
    const { file } = await fileOf(t, lines)
    assertTold(t, await runHere(['coordinator', '--config', file]), 2, fault)
  }
})
