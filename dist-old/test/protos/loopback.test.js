import test from 'ava';
import { isLoopback, PlaintextError, parseAddress, requireLoopback } from '../../protos/index.js';
test('only names and numbers of this machine are loopback', t => {
    for (const host of ['localhost', '127.0.0.1', '127.9.8.7', '::1', '[::1]'])
        t.true(isLoopback(host), host);
    for (const host of [
        '0.0.0.0',
        '::',
        '10.0.0.1',
        '127.0.0.1.example',
        'localhost.example',
        '1127.0.0.1',
        '',
    ]) {
        t.false(isLoopback(host), host);
        t.throws(() => requireLoopback(host), { instanceOf: PlaintextError });
    }
});
test('an address is a host and a port', t => {
    t.deepEqual(parseAddress('parley.example:7710'), { host: 'parley.example', port: 7710 });
    t.deepEqual(parseAddress('[::1]:0'), { host: '[::1]', port: 0 });
    for (const wrong of ['parley.example', '7710', ':7710', '::1:7710', 'a b:1', 'a:65536', 'https://a:1']) {
        t.throws(() => parseAddress(wrong), { instanceOf: RangeError, message: /write host:port/ }, wrong);
    }
});
//# sourceMappingURL=loopback.test.js.map