import test from 'ava';
import { attackDefaults, attackPresets, attackSchema } from '../../../simulator/attacks/index.js';
test('a kind alone is an attack with its defaults', t => {
    t.deepEqual(attackSchema.parse({ kind: 'sign-flip' }), { kind: 'sign-flip', scale: 1, clipping: 'kept' });
    t.deepEqual(attackSchema.parse({ kind: 'backdoor', share: 0.2 }), {
        kind: 'backdoor',
        target: 0,
        share: 0.2,
        patch: 4,
    });
    for (const [kind, settings] of Object.entries(attackDefaults))
        t.deepEqual(attackSchema.parse({ kind }), settings);
});
test('presets are settings that the schema reads as they are', t => {
    for (const settings of Object.values(attackPresets))
        t.deepEqual(attackSchema.parse(settings), settings);
    for (const kind of ['label-flip', 'sign-flip', 'noise', 'free-rider', 'duplicate', 'backdoor'])
        t.is(attackPresets[kind]?.kind, kind);
});
test('what an attack does not have, or only half of it, is refused with the field', t => {
    const refusedAt = (settings) => attackSchema.safeParse(settings).error?.issues[0]?.path.join('.');
    t.is(refusedAt({ kind: 'teleport' }), 'kind');
    t.is(refusedAt({ kind: 'duplicate', share: 1 }), '');
    t.is(refusedAt({ kind: 'sign-flip', scale: 0 }), 'scale');
    t.is(refusedAt({ kind: 'backdoor', share: 1.01 }), 'share');
    t.is(refusedAt({ kind: 'backdoor', share: 0 }), 'share');
    t.is(refusedAt({ kind: 'label-flip', from: 1 }), 'to');
    t.is(refusedAt({ kind: 'label-flip', to: 1 }), 'from');
    t.is(refusedAt({ kind: 'label-flip', from: 1, to: 1 }), 'to');
    t.is(refusedAt({ kind: 'noise', clipping: 'maybe' }), 'clipping');
});
//# sourceMappingURL=settings.test.js.map