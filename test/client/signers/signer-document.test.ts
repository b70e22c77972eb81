import { inspect } from 'node:util'
import test from 'ava'
import {
  checkSignerDocument,
  checkSignerPlace,
  placeOf,
  type SignerDocument,
  signerDocumentText,
} from '../../../client/index.ts'

const vault: SignerDocument = {
  version: 1,
  kind: 'vault',
  address: 'https://vault.example.org:8200',
  namespace: 'team/alder',
  mount: 'engines/transit',
  key: 'st-anna',
  keyVersion: 3,
  publicKey: '0a'.repeat(32),
  description: 'radiology',
}
const token: SignerDocument = {
  version: 1,
  kind: 'pkcs11',
  module: '/usr/lib/token.so',
  tokenLabel: 'St. Anna',
  keyLabel: 'parley',
  objectId: '00ff',
  publicKey: '0a'.repeat(32),
  description: '',
}

for (const document of [vault, token])
  test(`a signer document of kind ${document.kind} is read as it was written`, t => {
    const read = checkSignerDocument(JSON.parse(signerDocumentText(document)))
    t.deepEqual(read, { kind: 'checked', value: document })
    t.is(checkSignerPlace(placeOf(document)).kind, 'checked')
    t.deepEqual(
      Object.keys(document).filter(field => !(field in placeOf(document))),
      document.kind === 'vault'
        ? ['version', 'keyVersion', 'publicKey', 'description']
        : ['version', 'objectId', 'publicKey', 'description'],
    )
  })

const faults: readonly (readonly [SignerDocument, object, string])[] = [
  [vault, { version: 2 }, 'version'],
  [vault, { kind: 'file' }, 'kind'],
  [vault, { address: 'http://vault.example.org:8200' }, 'address'],
  [vault, { address: 'https://vault.example.org/v1' }, 'address'],
  [vault, { address: 'https://user:word@vault.example.org' }, 'address'],
  [vault, { address: 'vault.example.org:8200' }, 'address'],
  [vault, { mount: '../sys' }, 'mount'],
  [vault, { mount: 'a//b' }, 'mount'],
  [vault, { key: 'a/b' }, 'key'],
  [vault, { key: '..' }, 'key'],
  [vault, { key: 'a?b' }, 'key'],
  [vault, { keyVersion: 0 }, 'keyVersion'],
  [vault, { keyVersion: undefined }, 'keyVersion'],
  [vault, { namespace: 'a\nb' }, 'namespace'],
  [vault, { ca: 'ca.pem' }, 'ca'],
  [vault, { tokenFile: './token' }, 'tokenFile'],
  [vault, { publicKey: '0A'.repeat(32) }, 'publicKey'],
  [vault, { token: 'hvs.secret' }, ''],
  [token, { module: 'token.so' }, 'module'],
  [token, { tokenLabel: '' }, 'tokenLabel'],
  [token, { keyLabel: 'a\u0000b' }, 'keyLabel'],
  [token, { objectId: '0' }, 'objectId'],
  [token, { pin: '1234' }, ''],
]
for (const [document, change, field] of faults)
  test(`a ${document.kind} signer document with ${inspect(change)} is refused by its field`, t => {
    t.like(checkSignerDocument({ ...document, ...change }), { kind: 'refused', field })
  })

test('plain HTTP is for this machine alone', t => {
  for (const host of ['localhost', '127.0.0.1', '127.8.9.1', '[::1]'])
    t.is(checkSignerDocument({ ...vault, address: `http://${host}:8200` }).kind, 'checked', host)
  for (const host of ['localhost.example.org', '128.0.0.1', '[::2]', '127.0.0.1.example.org'])
    t.is(checkSignerDocument({ ...vault, address: `http://${host}:8200` }).kind, 'refused', host)
})
