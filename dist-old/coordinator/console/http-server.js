/**
 * The console's web server: a page, its state and its events, read-only. It protects against strangers on the
 * machine or the network and against pages of other origins; it does not protect the link itself, which opens
 * the console to whoever holds it for as long as the console runs.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fastifyCookie from '@fastify/cookie';
import fastifyStatic from '@fastify/static';
import { fastify } from 'fastify';
import { checkToken, createAccess, isLoopback } from './access.js';
import { createEventStreams } from './event-stream.js';
/** Another program holds the port, or this one may not. The message says which and what to do. */
export class ConsolePortError extends Error {
    name = 'ConsolePortError';
}
/** The console would have been readable off this machine without TLS. */
export class ConsoleHostError extends Error {
    name = 'ConsoleHostError';
}
const assetsFolder = fileURLToPath(new URL('./assets/', import.meta.url));
const securityHeaders = {
    'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    'cache-control': 'no-store',
};
/** Listens, and answers with the link to open. Throws `ConsolePortError`, `ConsoleHostError`, or `RangeError` for a token too short. */
export async function openConsole(options) {
    const host = options.host ?? '127.0.0.1';
    if (!isLoopback(host) && options.tls === undefined)
        throw new ConsoleHostError(`the console may listen on ${host} only with TLS: give it a key and a certificate, or use 127.0.0.1`);
    checkToken(options.token);
    if (!existsSync(`${assetsFolder}index.html`))
        throw new Error(`the console's page is missing from ${assetsFolder}: run \`npm run build\``);
    const app = createServer(options.tls);
    const streams = createEventStreams(options.view, error => logError(options, error));
    let access;
    guard(app, () => access);
    await app.register(fastifyCookie);
    await app.register(fastifyStatic, {
        root: assetsFolder,
        prefix: '/assets/',
        cacheControl: false,
        index: false,
    });
    addRoutes(app, options, streams, () => access);
    await listen(app, host, options.port);
    const port = portOf(app);
    // The port is known only now; until this line every request is refused.
    access = createAccess(options.token, port, ownNames(host, options.hostNames));
    return {
        url: `${options.tls === undefined ? 'http' : 'https'}://${options.hostNames?.[0] ?? bracketed(host)}:${port}/?token=${encodeURIComponent(options.token)}`,
        async close() {
            streams.close();
            await app.close();
        },
    };
}
function createServer(tls) {
    const settings = { exposeHeadRoutes: false, forceCloseConnections: true, bodyLimit: 1024 };
    if (tls === undefined)
        return fastify(settings);
    return fastify({
        ...settings,
        https: { key: tls.key, cert: tls.certificate, minVersion: 'TLSv1.3' },
    });
}
/** Checks that hold for every request, before any route: headers, own host, method, and who asks. */
function guard(app, accessNow) {
    app.addHook('onRequest', async (request, reply) => {
        reply.headers(securityHeaders);
        const access = accessNow();
        if (!access?.isOwnHost(request.headers.host))
            return sendSentence(reply, 421, 'This console does not answer to that host name.');
        if (request.method !== 'GET')
            return sendSentence(reply.header('allow', 'GET'), 405, 'This console can only be read: use GET.');
    });
    app.addHook('preHandler', async (request, reply) => {
        const isOpen = request.routeOptions.url === '/healthz' || hasToken(request);
        if (isOpen || accessNow()?.isCookie(request.cookies[accessNow()?.cookieName ?? '']))
            return;
        return sendSentence(reply, 401, 'This console opens with the link that the coordinator printed when it started. Copy the whole link, with its token, into the address bar.');
    });
}
function hasToken(request) {
    return request.routeOptions.url === '/' && typeof request.query.token === 'string';
}
function addRoutes(app, options, streams, accessNow) {
    app.get('/', async (request, reply) => {
        const { token } = request.query;
        if (token === undefined)
            return reply.sendFile('index.html');
        const access = accessNow();
        if (typeof token !== 'string' || !access?.isToken(token))
            return sendSentence(reply, 401, 'That token is not this console’s. Each start of the coordinator prints a new link: use the latest.');
        const isSecure = options.tls !== undefined;
        reply.setCookie(access.cookieName, access.cookieValue, {
            httpOnly: true,
            sameSite: 'strict',
            path: '/',
            secure: isSecure,
        });
        // The token leaves the address bar and the history entry.
        return reply.redirect('/', 303);
    });
    app.get('/healthz', async () => ({ status: 'ok' }));
    app.get('/api/state', async () => options.view.snapshot());
    app.get('/api/events', (request, reply) => {
        const after = sequenceOf(request.headers['last-event-id'] ?? request.query.after);
        if (after === undefined)
            return sendSentence(reply, 400, 'The event to continue from must be a number.');
        if (streams.open(reply.raw, securityHeaders, after))
            return reply.hijack();
        return sendSentence(reply.header('retry-after', '10'), 503, 'Too many pages watch this console: close one.');
    });
    app.setNotFoundHandler((_request, reply) => sendSentence(reply, 404, 'There is no such page here.'));
    app.setErrorHandler((error, _request, reply) => {
        logError(options, error);
        return sendSentence(reply, 500, 'The console could not read the coordinator’s state. Its log says why.');
    });
}
function sequenceOf(value) {
    if (value === undefined)
        return 0;
    if (typeof value !== 'string' || !/^\d{1,16}$/.test(value))
        return undefined;
    const sequence = Number(value);
    return Number.isSafeInteger(sequence) ? sequence : undefined;
}
async function listen(app, host, port) {
    try {
        await app.listen({ host, port });
    }
    catch (error) {
        await app.close();
        const { code } = error;
        const why = code === 'EADDRINUSE'
            ? 'another program listens there'
            : code === 'EACCES'
                ? 'this user may not listen there'
                : undefined;
        if (why === undefined)
            throw error;
        throw new ConsolePortError(`the console cannot use port ${port} on ${host}: ${why}; give another port, or 0 for any free one`, { cause: error });
    }
}
function portOf(app) {
    const address = app.server.address();
    if (address === null || typeof address === 'string')
        throw new Error('the console listens on no port');
    return address.port;
}
function ownNames(host, further = []) {
    return ['127.0.0.1', 'localhost', '[::1]', bracketed(host), ...further];
}
function bracketed(host) {
    return host.includes(':') ? `[${host}]` : host;
}
function sendSentence(reply, status, sentence) {
    return reply
        .code(status)
        .type('text/html; charset=utf-8')
        .send(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Parley console</title><main><h1>Parley console</h1><p>${sentence}</p></main></html>\n`);
}
function logError(options, error) {
    options.logger?.error({ error }, 'the console could not answer');
}
//# sourceMappingURL=http-server.js.map