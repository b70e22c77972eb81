/** One handler for each kind of operation. Messages reach them as bytes: nothing is decoded before the door. */
import { once } from 'node:events';
import { granted, maximumChunkBytes, maximumMessageBytes, operations, refused, } from '../../protos/index.js';
import { admit, decode, guarded } from './edge.js';
import { failedStatus } from './status.js';
function reply(done, answer) {
    if (answer.kind === 'refused')
        done(failedStatus(answer));
    else
        done(null, answer.value);
}
/** One request, one response. */
export function unaryHandler(edge, name) {
    return (call, done) => {
        void guarded(edge, name, () => serveUnary(edge, name, call)).then(answer => reply(done, answer));
    };
}
async function serveUnary(edge, name, call) {
    const admitted = await admit(edge, name, call, call.request);
    if (admitted.kind === 'refused')
        return admitted;
    // The row's two codecs belong to the operation of the same name; the table's type says so, a union cannot.
    const row = operations[name];
    const serve = edge.service[name];
    const request = decode(row.request, call.request);
    if (request.kind === 'refused')
        return request;
    const answer = await serve.call(edge.service, admitted.value, request.value);
    return answer.kind === 'refused' ? answer : sendable(row.response.encode(answer.value));
}
function sendable(bytes) {
    if (bytes.length <= maximumMessageBytes)
        return granted(bytes);
    return refused('too-large', `the answer has ${bytes.length} bytes; ask for less, at most ${maximumMessageBytes} travel`);
}
/** A stream up. */
export function uploadHandler(edge, name, operation, open) {
    return (call, done) => {
        const serve = () => serveUpload(edge, name, operation, open, call);
        void guarded(edge, name, serve).then(answer => {
            if (!call.cancelled)
                reply(done, answer);
        });
    };
}
async function serveUpload(edge, name, operation, open, call) {
    const messages = messagesOf(call, edge.uploadSilenceMs);
    try {
        const first = await messages.next();
        if (first === undefined)
            return refused('malformed', 'the stream ended before its opening');
        const admitted = await admit(edge, name, call, first);
        if (admitted.kind === 'refused')
            return admitted;
        const part = decode(operation.request, first);
        if (part.kind === 'refused')
            return part;
        if (part.value.part !== 'opening')
            return refused('malformed', 'a stream starts with its opening');
        const sink = await open(admitted.value, part.value.opening);
        if (sink.kind === 'refused')
            return sink;
        const announced = operation.announcedBytes(part.value.opening);
        const finished = await fill(sink.value, operation.request, messages, announced);
        return finished.kind === 'refused' ? finished : granted(operation.response.encode(finished.value));
    }
    catch (error) {
        if (error instanceof BrokenStream)
            return refused('unavailable', error.message);
        throw error;
    }
    finally {
        messages.close();
    }
}
async function fill(sink, codec, messages, announcedBytes) {
    let isFinished = false;
    try {
        let received = 0;
        for (let expected = 0;; expected++) {
            const bytes = await messages.next();
            if (bytes === undefined)
                break;
            const data = dataOf(decode(codec, bytes), expected);
            if (data.kind === 'refused')
                return data;
            received += data.value.length;
            if (received > announcedBytes)
                return refused('too-large', `more than the announced ${announcedBytes} bytes came`);
            const written = await sink.write(data.value);
            if (written.kind === 'refused')
                return written;
        }
        // A stream that is cancelled looks at first like one that ended: only the length tells them apart.
        if (received < announcedBytes) {
            return refused('malformed', `the stream ended after ${received} of the announced ${announcedBytes} bytes`);
        }
        isFinished = true;
        return await sink.finish();
    }
    finally {
        if (!isFinished)
            await sink.abandon();
    }
}
function dataOf(part, expected) {
    if (part.kind === 'refused')
        return part;
    if (part.value.part === 'opening')
        return refused('malformed', 'a stream has one opening, at its start');
    const { sequence = expected, data } = part.value.chunk;
    if (sequence === expected)
        return granted(data);
    return refused('malformed', `chunk ${sequence} came where chunk ${expected} was due`, {
        field: 'chunk.sequence',
    });
}
/** The caller went away, or sent nothing for too long. */
class BrokenStream extends Error {
}
function messagesOf(call, silenceMs) {
    const iterator = call[Symbol.asyncIterator]();
    const giveUp = () => call.destroy(new Error('the caller is silent'));
    let timer = setTimeout(giveUp, silenceMs);
    return {
        async next() {
            clearTimeout(timer);
            timer = setTimeout(giveUp, silenceMs);
            try {
                const { done, value } = await iterator.next();
                return done === true ? undefined : value;
            }
            catch {
                throw new BrokenStream('the stream broke off before its end');
            }
            finally {
                clearTimeout(timer);
            }
        },
        close: () => clearTimeout(timer),
    };
}
/** A stream of a blob's bytes. */
export function downloadHandler(edge) {
    const { request: codec, response } = operations.downloadBlob;
    return streamHandler(edge, 'downloadBlob', async (caller, call, signal) => {
        const request = decode(codec, call.request);
        if (request.kind === 'refused')
            return request;
        const answer = await edge.service.downloadBlob(caller, request.value);
        if (answer.kind === 'refused')
            return answer;
        for await (const bytes of answer.value) {
            for (let from = 0; from < bytes.length; from += maximumChunkBytes) {
                const data = bytes.subarray(from, from + maximumChunkBytes);
                await write(call, response.encode({ part: 'chunk', chunk: { data } }), signal);
            }
        }
        return granted(undefined);
    });
}
/** A stream of events, until the caller goes. */
export function watchHandler(edge) {
    const { request: codec, response } = operations.watch;
    return streamHandler(edge, 'watch', async (caller, call, signal) => {
        const request = decode(codec, call.request);
        if (request.kind === 'refused')
            return request;
        const answer = await edge.service.watch(caller, request.value, signal);
        if (answer.kind === 'refused')
            return answer;
        for await (const event of answer.value) {
            if (signal.aborted)
                break;
            await write(call, response.encode(event), signal);
        }
        return granted(undefined);
    });
}
function streamHandler(edge, name, serve) {
    return (call) => {
        const controller = new AbortController();
        const stop = () => controller.abort();
        edge.openStreams.add(controller);
        call.on('cancelled', stop);
        const run = async () => {
            try {
                const admitted = await admit(edge, name, call, call.request);
                return admitted.kind === 'refused' ? admitted : await serve(admitted.value, call, controller.signal);
            }
            catch (error) {
                if (controller.signal.aborted)
                    return refused('unavailable', 'the stream was ended');
                throw error;
            }
        };
        void guarded(edge, name, run).then(answer => {
            edge.openStreams.delete(controller);
            if (answer.kind === 'refused')
                call.emit('error', failedStatus(answer));
            else
                call.end();
        });
    };
}
// A slow reader slows the writer: nothing piles up here for callers that do not read.
async function write(call, bytes, signal) {
    signal.throwIfAborted();
    if (!call.write(bytes))
        await once(call, 'drain', { signal });
}
//# sourceMappingURL=handlers.js.map