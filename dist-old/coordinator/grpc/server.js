/**
 * The coordinator's gRPC edge: it carries bytes between the network and the service, and decides nothing. Health and
 * reflection answer beside it, unsigned, as their tools expect.
 */
import { Server, setLogger, } from '@grpc/grpc-js';
import { ReflectionService } from '@grpc/reflection';
import { HealthImplementation } from 'grpc-health-check';
import { maximumMessageBytes, operationNames, operations, parseAddress, protoDefinition, protoServices, requireLoopback, } from '../../protos/index.js';
import { serverCredentials } from './credentials.js';
import { downloadHandler, unaryHandler, uploadHandler, watchHandler } from './handlers.js';
/** The port cannot be had. */
export class GrpcPortError extends Error {
    name = 'GrpcPortError';
}
// A holder may train for half an hour without a word: nothing closes an idle connection, and pings find the dead.
const channelOptions = {
    'grpc.max_receive_message_length': maximumMessageBytes,
    'grpc.max_send_message_length': maximumMessageBytes,
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 120_000,
};
/** Starts to serve. Throws GrpcPortError, PlaintextError, RangeError (for the address). */
export async function openGrpcServer(options) {
    const { host } = parseAddress(options.listen);
    if (options.tls === undefined)
        requireLoopback(host);
    const edge = { uploadSilenceMs: 120_000, ...options, openStreams: new Set() };
    // The library would print to the terminal; whatever matters of it is thrown or answered as well.
    setLogger({ error: (...words) => options.journal?.warn({ words }, 'the gRPC library says') });
    const server = new Server(channelOptions);
    server.addService(definition(), handlers(edge));
    const health = healthOf([...protoServices().keys()]);
    health.addToServer(server);
    new ReflectionService(protoDefinition).addToServer(server);
    const port = await bind(server, options.listen, serverCredentials(options.tls));
    return {
        address: `${host}:${port}`,
        port,
        close: async (graceMs) => {
            health.setStatus('', 'NOT_SERVING');
            for (const stream of edge.openStreams)
                stream.abort();
            await shutDown(server, graceMs);
        },
    };
}
function healthOf(services) {
    return new HealthImplementation(Object.fromEntries(['', ...services].map(name => [name, 'SERVING'])));
}
// Messages stay bytes on their way through grpc-js: the door needs the exact ones.
function definition() {
    const asBytes = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const rows = operationNames.map(name => {
        const { path, kind } = operations[name];
        return [
            name,
            {
                path,
                requestStream: kind === 'upload',
                responseStream: kind === 'download' || kind === 'watch',
                requestSerialize: asBytes,
                requestDeserialize: asBytes,
                responseSerialize: asBytes,
                responseDeserialize: asBytes,
            },
        ];
    });
    return Object.fromEntries(rows);
}
function handlers(edge) {
    return Object.fromEntries(operationNames.map(name => [name, handlerOf(edge, name)]));
}
function handlerOf(edge, name) {
    const { service } = edge;
    switch (name) {
        case 'uploadBlob':
            return uploadHandler(edge, name, operations[name], (caller, header) => service.uploadBlob(caller, header));
        case 'submitMaskedInput':
            return uploadHandler(edge, name, operations[name], (caller, opening) => service.submitMaskedInput(caller, opening));
        case 'downloadBlob':
            return downloadHandler(edge);
        case 'watch':
            return watchHandler(edge);
        default:
            return unaryHandler(edge, name);
    }
}
function bind(server, listen, credentials) {
    return new Promise((resolve, reject) => {
        server.bindAsync(listen, credentials, (error, port) => {
            if (error === null)
                resolve(port);
            else
                reject(new GrpcPortError(`cannot listen on ${listen}: ${why(error)}`, { cause: error }));
        });
    });
}
function why(error) {
    if (!error.message.includes('EADDRINUSE'))
        return error.message;
    return 'the port is in use; stop the other process or choose another port';
}
function shutDown(server, graceMs) {
    return new Promise(resolve => {
        const timer = setTimeout(() => {
            server.forceShutdown();
            resolve();
        }, graceMs);
        server.tryShutdown(() => {
            clearTimeout(timer);
            resolve();
        });
    });
}
//# sourceMappingURL=server.js.map