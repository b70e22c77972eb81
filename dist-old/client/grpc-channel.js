/** A channel to the coordinator: TLS 1.3, or plaintext on loopback; it comes back by itself after a restart. */
import { isIP } from 'node:net';
import { checkServerIdentity, createSecureContext } from 'node:tls';
import { ChannelCredentials, Client } from '@grpc/grpc-js';
import { isLoopback, maximumMessageBytes, parseAddress, requireLoopback } from '../protos/index.js';
// Pings keep the connection through firewalls while a holder trains without a word, and find a dead peer. A
// coordinator that was restarted is found again within two seconds.
const channelOptions = {
    'grpc.max_receive_message_length': maximumMessageBytes,
    'grpc.max_send_message_length': maximumMessageBytes,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 60_000,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
    // Whoever calls decides whether to call again, under a new nonce.
    'grpc.enable_retries': 0,
    'grpc.use_local_subchannel_pool': 1,
};
/** A channel that connects when it is first used. Throws PlaintextError, RangeError for the address, and TLS's own errors for bad PEM. */
export function openChannel(address, tls) {
    const { host } = parseAddress(address);
    const options = { ...channelOptions, 'grpc.enable_http_proxy': isLoopback(host) ? 0 : 1 };
    if (tls === undefined) {
        requireLoopback(host);
        return new Client(address, ChannelCredentials.createInsecure(), options);
    }
    const number = host.replace(/^\[|\]$/g, '');
    return isIP(number) === 0
        ? new Client(address, secure(tls), options)
        : new Client(address, secure(tls, number), {
            ...options,
            'grpc.ssl_target_name_override': placeholderName,
        });
}
// TLS has no server name that is a number, and Node warns of one; the certificate is checked against the number.
const placeholderName = 'coordinator.invalid';
function secure({ ca, certificate, key }, number) {
    const own = certificate !== undefined && key !== undefined ? { cert: certificate, key } : {};
    const context = createSecureContext({ ca, ...own, minVersion: 'TLSv1.3' });
    if (number === undefined)
        return ChannelCredentials.createFromSecureContext(context);
    return ChannelCredentials.createFromSecureContext(context, {
        checkServerIdentity: (_name, certificate) => checkServerIdentity(number, certificate),
    });
}
//# sourceMappingURL=grpc-channel.js.map