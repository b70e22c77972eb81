/**
 * The coordinator over gRPC. Every call is signed over the exact bytes of its request and has a deadline; whatever
 * the network does is an answer (`unavailable`). Nothing is sent twice from here: who calls decides that.
 */
import { once } from 'node:events';
import { Metadata } from '@grpc/grpc-js';
import { concat, equalBytes, sha256, toHex } from '../aggregation/index.js';
import { chunkOf, DecodeError, EncodeError, granted, grpcStatus, maximumBlobBytes, operations, reasonOfStatus, refusalCodec, refused, requestSignatureCodec, signRequest, unaryNames, unknownDestination, } from '../protos/index.js';
import { openChannel } from './grpc-channel.js';
const usualDeadlineMs = 30_000;
/** Beyond the wait that an Await request asks for. */
const waitMarginMs = 10_000;
const chunkBytes = 512 * 1024;
/** An upload or download may be as slow as 64 KiB/s. */
const slowestBytesPerMs = 64;
/** Opens the port. It connects when it is first used. Throws PlaintextError, RangeError, and TLS's errors for bad PEM. */
export function openGrpcPort(options) {
    const line = { ...options, client: openChannel(options.address, options.tls) };
    const unary = Object.fromEntries(unaryNames.map(name => [
        name,
        (request, callOptions = {}) => callUnary(line, name, request, callOptions),
    ]));
    return {
        ...unary,
        describe: async (request, callOptions) => checkPin(options, await unary.describe(request, callOptions)),
        uploadBlob: (bytes, callOptions) => callUpload(line, 'uploadBlob', { sha256: sha256(bytes), size: bytes.length }, bytes, callOptions),
        downloadBlob: (request, callOptions) => callDownload(line, request, callOptions),
        submitMaskedInput: (opening, packed, callOptions) => callUpload(line, 'submitMaskedInput', opening, packed, callOptions),
        watch: (request, signal) => watch(line, request, signal),
        close: async () => line.client.close(),
    };
}
function checkPin({ pinnedCoordinatorKey: pinned, address }, answer) {
    if (answer.kind === 'refused' || pinned === undefined)
        return answer;
    if (equalBytes(pinned, answer.value.identityKey))
        return answer;
    return refused('unauthenticated', `the coordinator at ${address} has the identity key ${toHex(answer.value.identityKey)}, ` +
        `but ${toHex(pinned)} is pinned; ask its operator which is right`, { culprit: 'coordinator' });
}
const asIs = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
/** The bytes of a request; a value that its message cannot carry is the caller's fault and never leaves. */
function encode(codec, value) {
    try {
        return granted(codec.encode(value));
    }
    catch (fault) {
        if (!(fault instanceof EncodeError))
            throw fault;
        return refused('malformed', fault.message, { field: fault.field });
    }
}
function decodeResponse(codec, bytes) {
    try {
        return granted(codec.decode(bytes));
    }
    catch (fault) {
        if (!(fault instanceof DecodeError))
            throw fault;
        const message = `the coordinator's answer cannot be read: ${fault.message}`;
        return refused('malformed', message, { field: fault.field, culprit: 'coordinator' });
    }
}
function signed(line, name, body, options) {
    const { environment, audience, signer, random } = line;
    const { path, roles } = operations[name];
    const request = {
        // Whoever meets a coordinator for the first time asks it for both.
        destination: audience === '' ? unknownDestination : { environment, audience },
        path,
        body,
        keyVersion: line.keyVersion ?? 1,
        unixMs: line.clock.nowMs(),
        idempotencyKey: options.idempotencyKey ?? '',
        showPublicKey: roles === 'anyone',
    };
    const metadata = new Metadata();
    const signature = requestSignatureCodec.encode(signRequest(request, signer, random));
    metadata.set('parley-signature-bin', asIs(signature));
    return metadata;
}
// gRPC counts deadlines on the machine's own clock, whatever clock signs.
function deadlineIn(durationMs) {
    return { deadline: Date.now() + durationMs };
}
function givenUp() {
    return refused('unavailable', 'the call was given up');
}
/** Cancels the call when the signal aborts; the returned function takes the listener back. */
function bindSignal(signal, call) {
    const cancel = () => call.cancel();
    signal?.addEventListener('abort', cancel);
    return () => signal?.removeEventListener('abort', cancel);
}
/** What a failed call means: the coordinator's own words where it left any, else the transport's. */
function refusalOf(line, error) {
    const [entry] = error.metadata?.get('parley-refusal-bin') ?? [];
    if (Buffer.isBuffer(entry)) {
        try {
            return refusalCodec.decode(entry);
        }
        catch (fault) {
            if (!(fault instanceof DecodeError))
                throw fault;
        }
    }
    if (error.code === grpcStatus.deadlineExceeded) {
        return refused('unavailable', `the coordinator at ${line.address} did not answer in time`);
    }
    const reason = reasonOfStatus(error.code);
    const what = reason === 'unavailable' ? 'cannot be reached' : 'refused the call';
    return refused(reason, `the coordinator at ${line.address} ${what}: ${error.details}`);
}
async function callUnary(line, name, request, options) {
    if (options.signal?.aborted === true)
        return givenUp();
    // The row's two codecs belong to the operation of the same name; the table's type says so, a union cannot.
    const row = operations[name];
    const body = encode(row.request, request);
    if (body.kind === 'refused')
        return body;
    const waitMs = request.waitMs;
    const deadlineMs = options.deadlineMs ?? (waitMs === undefined ? usualDeadlineMs : waitMs + waitMarginMs);
    const metadata = signed(line, name, body.value, options);
    return new Promise(resolve => {
        const call = line.client.makeUnaryRequest(row.path, asIs, (bytes) => bytes, body.value, metadata, deadlineIn(deadlineMs), (error, response) => {
            release();
            resolve(error === null ? decodeResponse(row.response, response) : refusalOf(line, error));
        });
        const release = bindSignal(options.signal, call);
    });
}
async function callUpload(line, name, opening, bytes, options = {}) {
    if (options.signal?.aborted === true)
        return givenUp();
    const operation = operations[name];
    const first = encode(operation.request, { part: 'opening', opening });
    if (first.kind === 'refused')
        return first;
    const metadata = signed(line, name, first.value, options);
    const deadlineMs = options.deadlineMs ?? usualDeadlineMs + bytes.length / slowestBytesPerMs;
    return new Promise((resolve, reject) => {
        const call = line.client.makeClientStreamRequest(operation.path, asIs, (response) => response, metadata, deadlineIn(deadlineMs), (error, response) => {
            release();
            resolve(error === null ? decodeResponse(operation.response, response) : refusalOf(line, error));
        });
        const release = bindSignal(options.signal, call);
        // The status tells what broke; a stream that fails while it is written says no more than that.
        call.on('error', () => undefined);
        send(call, first.value, pieces(operation, bytes)).catch(error => {
            call.cancel();
            reject(error);
        });
    });
}
function* pieces(operation, bytes) {
    for (let from = 0, sequence = 0; from < bytes.length; from += chunkBytes, sequence++) {
        const chunk = chunkOf(operation, sequence, bytes.subarray(from, from + chunkBytes));
        yield operation.request.encode({ part: 'chunk', chunk });
    }
}
/** Writes as fast as the other side reads, and stops when the call has ended: its status follows by itself. */
async function send(call, first, rest) {
    const ended = once(call, 'status').catch(() => undefined);
    let isEnded = false;
    void ended.then(() => {
        isEnded = true;
    });
    call.write(first);
    for (const message of rest) {
        if (isEnded)
            return;
        if (!call.write(message))
            await Promise.race([once(call, 'drain').catch(() => undefined), ended]);
    }
    call.end();
}
async function callDownload(line, request, options = {}) {
    if (options.signal?.aborted === true)
        return givenUp();
    const { path, request: codec, response } = operations.downloadBlob;
    const body = encode(codec, request);
    if (body.kind === 'refused')
        return body;
    const metadata = signed(line, 'downloadBlob', body.value, options);
    const deadline = deadlineIn(options.deadlineMs ?? usualDeadlineMs + maximumBlobBytes / slowestBytesPerMs);
    const call = line.client.makeServerStreamRequest(path, asIs, (bytes) => bytes, body.value, metadata, deadline);
    const release = bindSignal(options.signal, call);
    try {
        const collected = [];
        let size = 0;
        for await (const message of call) {
            const part = decodeResponse(response, message);
            if (part.kind === 'refused')
                return part;
            if (part.value.part !== 'chunk')
                return refused('malformed', 'a download holds data alone', { culprit: 'coordinator' });
            size += part.value.chunk.data.length;
            if (size > maximumBlobBytes)
                return refused('too-large', `the blob has more than ${maximumBlobBytes} bytes`);
            collected.push(part.value.chunk.data);
        }
        return checkBlob(concat(...collected), request.sha256);
    }
    catch (error) {
        return refusalOf(line, error);
    }
    finally {
        release();
        call.cancel();
    }
}
function checkBlob(bytes, expected) {
    const actual = sha256(bytes);
    if (equalBytes(actual, expected))
        return granted(bytes);
    const message = `the coordinator sent bytes with the SHA-256 ${toHex(actual)} for ${toHex(expected)}`;
    return refused('blob-mismatch', message, { culprit: 'coordinator' });
}
async function* watch(line, request, signal) {
    if (signal.aborted)
        return;
    const { path, request: codec, response } = operations.watch;
    const body = codec.encode(request);
    const metadata = signed(line, 'watch', body, {});
    const call = line.client.makeServerStreamRequest(path, asIs, (bytes) => bytes, body, metadata);
    const release = bindSignal(signal, call);
    try {
        for await (const message of call)
            yield response.decode(message);
    }
    catch {
        // A broken stream ends; whoever watches resumes after the last sequence.
    }
    finally {
        release();
        call.cancel();
    }
}
//# sourceMappingURL=grpc-coordinator-port.js.map