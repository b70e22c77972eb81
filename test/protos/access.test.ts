import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  AccessError,
  openToAnyone,
  operationNames,
  operations,
  protoDefinition,
  protoFiles,
  protoServices,
  readAccess,
  roles,
  sensitivities,
} from '../../protos/index.ts'
import { loadDefinition, protoFolder } from '../../protos/load.ts'

/** The services of our files and of one more, whose service has the methods given. */
function withMethods(t: ExecutionContext, methods: string) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-access-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const text =
    'syntax = "proto3";\npackage parley.v1;\nimport "parley/v1/access.proto";\nimport "parley/v1/common.proto";\n' +
    `service Planted {\n${methods}\n}\n`
  writeFileSync(join(folder, 'planted.proto'), text)
  return protoServices(loadDefinition(['planted.proto', ...protoFiles], [folder, protoFolder])).values()
}

const method = (name: string, access?: string) =>
  `rpc ${name}(Empty) returns (Empty) { ${access === undefined ? '' : `option (access) = { ${access} };`} }`

test('a method that does not say who may call it is refused by name, beside every other fault', t => {
  const planted = withMethods(
    t,
    [
      method('Forgotten'),
      method('Fine', 'roles: [HOLDER, BUYER], sensitivity: MONEY'),
      method('Alone', 'roles: BUYER, sensitivity: STATE'),
      method('Unknown', 'roles: [HOLDER, JANITOR], sensitivity: READ'),
      method('Unweighed', 'members: true'),
      method('Misweighed', 'members: true, sensitivity: SENSITIVITY_UNSPECIFIED'),
      method('Wide', 'anyone: true, sensitivity: READ'),
      method('Torn', 'anyone: true, members: true, sensitivity: READ'),
      method('Nobody', 'sensitivity: READ'),
      method('Closed', 'members: false, sensitivity: READ'),
      method('Twice', 'roles: [HOLDER, HOLDER], sensitivity: READ'),
    ].join('\n'),
  )
  const error = t.throws(() => readAccess(planted), { instanceOf: AccessError })
  const lines = (error?.message ?? '').split('\n')
  t.deepEqual(
    lines.map(line => line.split(' ')[0]),
    ['Forgotten', 'Unknown', 'Unweighed', 'Misweighed', 'Wide', 'Torn', 'Nobody', 'Closed', 'Twice'].map(
      name => `/parley.v1.Planted/${name}`,
    ),
  )
  t.regex(lines[0]!, /does not say who may call it; add: option \(access\)/)
  t.regex(lines[1]!, /unknown role JANITOR$/)
  t.regex(lines[4]!, /openToAnyone in protos\/access.ts/)
})

test('what a method says is what its operation goes by', t => {
  const planted = withMethods(
    t,
    [
      method('Fine', 'roles: [HOLDER, BUYER], sensitivity: MONEY'),
      method('Alone', 'roles: EVALUATOR, sensitivity: STATE'),
      method('All', 'members: true, sensitivity: OVERRIDE'),
      method('Both', 'members: true, sensitivity: MONEY, confirmation: SECOND_PERSON'),
      method('First', 'members: true, sensitivity: KEYS, outside_session: true'),
    ].join('\n'),
  )
  const access = readAccess(planted)
  const inSession = { isOutsideSession: false, confirmation: 'none' }
  t.deepEqual(access.get('/parley.v1.Planted/Fine'), {
    roles: ['holder', 'buyer'],
    sensitivity: 'money',
    ...inSession,
  })
  t.deepEqual(access.get('/parley.v1.Planted/Alone'), {
    roles: ['evaluator'],
    sensitivity: 'state',
    ...inSession,
  })
  t.deepEqual(access.get('/parley.v1.Planted/All'), { roles, sensitivity: 'override', ...inSession })
  t.like(access.get('/parley.v1.Planted/First'), { sensitivity: 'keys', isOutsideSession: true })
  t.like(access.get('/parley.v1.Planted/Both'), { sensitivity: 'money', confirmation: 'second-person' })
  for (const name of operationNames) {
    const { path, roles: allowed, sensitivity, changesState, needsSession } = operations[name]
    t.like(access.get(path), { roles: allowed, sensitivity })
    t.is(changesState, sensitivity !== 'read')
    // Whoever has no session yet is let in without one, and nobody else.
    t.is(needsSession, changesState && !['enrol', 'recoverKey', 'beginSession'].includes(name))
  }
})

test('the words for roles and sensitivities are those of the .proto', t => {
  const declared = (name: string) =>
    (protoDefinition[`parley.v1.${name}`]!.type as { value: readonly { name: string }[] }).value
      .map(value => value.name.toLowerCase().replaceAll('_', '-'))
      .slice(1)
  t.deepEqual(declared('Role'), [...roles])
  t.deepEqual(declared('Sensitivity'), [...sensitivities])
})

// The loader keeps the last of two options, where protoc refuses both.
test('every method has the option once, and only two are open to strangers', t => {
  const texts = protoFiles.map(file => readFileSync(join(protoFolder, file), 'utf8')).join('')
  t.is(texts.match(/option \(access\)/g)?.length, operationNames.length)
  t.is(texts.match(/^ {2}rpc /gm)?.length, operationNames.length)
  t.deepEqual(
    operationNames.filter(name => operations[name].roles === 'anyone').map(name => operations[name].path),
    [...openToAnyone],
  )
})
