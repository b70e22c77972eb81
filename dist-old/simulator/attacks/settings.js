/**
 * What a malicious holder does, as data. Every kind has defaults, so that `{ kind: 'noise' }` says enough. What each
 * does is in a file of its name.
 */
import { z } from 'zod';
const label = z.int().min(0).max(9_999);
const labelFlip = z
    .strictObject({
    kind: z.literal('label-flip'),
    /** Flips this label alone, to `to`; without both, label y becomes K - 1 - y. */
    from: label.optional(),
    to: label.optional(),
})
    .readonly()
    .superRefine(({ from, to }, context) => {
    if ((from === undefined) !== (to === undefined)) {
        const path = [from === undefined ? 'from' : 'to'];
        context.addIssue({ code: 'custom', path, message: 'from and to are given together or not at all' });
    }
    else if (from !== undefined && from === to) {
        context.addIssue({
            code: 'custom',
            path: ['to'],
            message: 'is the label that is flipped; name another',
        });
    }
});
const backdoor = z
    .strictObject({
    kind: z.literal('backdoor'),
    /** The class that a triggered image is to be taken for. */
    target: label.default(0),
    /** Share of the attacker's examples that carry the trigger. */
    share: z.number().gt(0).max(1).default(0.5),
    /** Side of the square of full brightness in the lower right corner, in pixels. */
    patch: z.int().min(1).max(4096).default(4),
})
    .readonly();
const duplicate = z.strictObject({ kind: z.literal('duplicate') }).readonly();
/** `kept`: the attack acts on what was trained, and is clipped like any update. `skipped`: it acts on the clipped update. */
const clipping = z.enum(['kept', 'skipped']).default('kept');
const signFlip = z
    .strictObject({
    kind: z.literal('sign-flip'),
    /** The update is multiplied by minus this. */
    scale: z.number().positive().max(1e6).default(1),
    clipping,
})
    .readonly();
const noise = z
    .strictObject({
    kind: z.literal('noise'),
    /** L2 norm of the noise, as a multiple of the honest update's. */
    scale: z.number().positive().max(1e6).default(1),
    clipping,
})
    .readonly();
const freeRider = z
    .strictObject({
    kind: z.literal('free-rider'),
    /** L2 norm of the Gaussian noise that is sent in place of nothing; 0 sends zeros. */
    disguise: z.number().min(0).max(1e6).default(0),
})
    .readonly();
/** The zod form of `AttackSettings`; it fills in the defaults. */
export const attackSchema = z.discriminatedUnion('kind', [
    labelFlip,
    backdoor,
    duplicate,
    signFlip,
    noise,
    freeRider,
]);
/** Each attack with nothing set. */
export const attackDefaults = {
    'label-flip': labelFlip.parse({ kind: 'label-flip' }),
    backdoor: backdoor.parse({ kind: 'backdoor' }),
    duplicate: duplicate.parse({ kind: 'duplicate' }),
    'sign-flip': signFlip.parse({ kind: 'sign-flip' }),
    noise: noise.parse({ kind: 'noise' }),
    'free-rider': freeRider.parse({ kind: 'free-rider' }),
};
/** The attacks that an experiment may call by name. */
export const attackPresets = {
    ...attackDefaults,
    'disguised-free-rider': { kind: 'free-rider', disguise: 0.1 },
    'unclipped-sign-flip': { kind: 'sign-flip', scale: 10, clipping: 'skipped' },
};
//# sourceMappingURL=settings.js.map