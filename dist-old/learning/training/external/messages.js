/**
 * What Parley and a trainer in another process say to each other, version 1: one JSON object a line, UTF-8, over the
 * child's stdin and stdout. Weights and examples go through files. `docs/external-trainers.md` tells it for those who
 * write a trainer.
 */
import { z } from 'zod';
import { describeIssues } from '../../describe-issues.js';
export const trainerProtocol = {
    version: 1,
    /** Longest line that a trainer may write. */
    lineBytes: 65_536,
    /** Most that a trainer may write to stdout for one request. */
    outputBytes: 16 * 2 ** 20,
};
const word = z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}+$/u, 'must be printable text');
const job = z.int().min(1);
const natural = z.int().min(1);
const finite = z.number();
const helloReply = z.object({
    type: z.literal('hello'),
    protocol: z.int(),
    name: word,
    framework: word,
    device: word,
    capabilities: z.array(word).max(64).readonly(),
});
const progressReply = z
    .object({
    type: z.literal('progress'),
    job,
    step: z.int().min(0),
    steps: natural,
    epoch: natural,
    meanLoss: finite,
})
    .refine(({ step, steps }) => step <= steps, { path: ['step'], message: 'must not be above steps' });
const doneReply = z.object({
    type: z.literal('done'),
    job,
    weights: z.string().min(1).max(4096),
    examples: natural,
    steps: natural,
    meanLoss: finite,
});
const failedReply = z.object({
    type: z.literal('failed'),
    job,
    reason: z.enum(['diverged', 'bad-request', 'error']),
    message: z.string().max(16_384),
});
const cancelledReply = z.object({ type: z.literal('cancelled'), job });
const replies = z.discriminatedUnion('type', [
    helloReply,
    progressReply,
    doneReply,
    failedReply,
    cancelledReply,
]);
/** One line of the trainer, without its end. */
export function parseReply(line) {
    const garbage = (fault) => ({ kind: 'garbage', fault });
    const text = decodeUtf8(line);
    if (text === undefined)
        return garbage('it wrote bytes to stdout that are not UTF-8');
    const value = parseJson(text);
    if (value === undefined)
        return garbage(`it wrote a line to stdout that is not JSON: ${excerpt(text)}`);
    const version = value ?? {};
    if (version.type === 'hello' && version.protocol !== trainerProtocol.version)
        return garbage(`it speaks version ${excerpt(JSON.stringify(version.protocol) ?? 'none')} of the protocol and this Parley ` +
            `version ${trainerProtocol.version}: install a trainer made for it`);
    const parsed = replies.safeParse(value);
    if (parsed.success)
        return { kind: 'reply', reply: parsed.data };
    return garbage(`it wrote a message that the protocol does not have (${describeIssues(parsed.error)})`);
}
/** The line that carries a message. */
export function encodeOrder(order) {
    return `${JSON.stringify(order)}\n`;
}
/** Text from outside for a message to a person: short, and without characters that steer a terminal. */
export function excerpt(text, length = 120) {
    const clean = text.replace(/\p{Cc}+/gu, ' ').trim();
    return clean.length <= length ? clean : `${clean.slice(0, length)}…`;
}
function decodeUtf8(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch {
        return undefined;
    }
}
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
//# sourceMappingURL=messages.js.map