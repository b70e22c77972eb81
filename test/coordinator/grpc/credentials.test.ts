import test from 'ava'
import { ModernCredentials } from '../../../coordinator/grpc/credentials.ts'
import { testAuthority } from '../../support/certificates.ts'

test('another certificate takes the place of the first; one with the key of another is refused and changes nothing', async t => {
  const authority = await testAuthority()
  const issue = () => authority.issueServer([{ type: 'dns', value: 'localhost' }])
  const [first, second, third] = [await issue(), await issue(), await issue()]
  const credentials = new ModernCredentials(first!)
  const shown: unknown[] = []
  credentials._addWatcher(options => void shown.push(options?.cert))
  credentials.replace(second!)
  t.throws(() => credentials.replace({ certificate: third!.certificate, key: second!.key }))
  t.throws(() => credentials.replace({ certificate: 'no certificate', key: third!.key }))
  t.throws(() => credentials.replace({ ...third!, clientCa: authority.ca }), { message: /without a restart/ })
  t.deepEqual(shown, [second!.certificate])
  t.like(credentials._getSecureContextOptions(), { cert: second!.certificate, minVersion: 'TLSv1.3' })
})
