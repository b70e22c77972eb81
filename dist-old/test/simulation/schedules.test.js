import test from 'ava';
import { BrokenLaw, playSchedule } from './schedule.js';
/** Plays schedules of consecutive seeds; a broken law says which seed replays it. */
function playMany(from, count, defect) {
    const endings = new Map();
    for (let i = from; i < from + count; i++) {
        const seed = `schedule ${i}`;
        try {
            const { kind, reason } = playSchedule({ seed, ...(defect === undefined ? {} : { defect }) });
            const ending = kind === 'finished' ? kind : reason;
            endings.set(ending, (endings.get(ending) ?? 0) + 1);
        }
        catch (error) {
            if (error instanceof BrokenLaw)
                error.message += ` (seed "${seed}")\n${error.trace.slice(-40).join('\n')}`;
            throw error;
        }
    }
    return endings;
}
test('250 random schedules with crashes, losses and repetitions keep every law', t => {
    const endings = playMany(0, 250);
    // Both kinds of ending must be among them, or the schedules test nothing.
    t.true((endings.get('finished') ?? 0) > 100, JSON.stringify([...endings]));
    t.true([...endings.keys()].length >= 4, JSON.stringify([...endings]));
});
test('many members in the narrowest ring keep to its bound', t => {
    // Ten members and more, 16 bits for 32: their usual inputs were larger than the bound once.
    for (const seed of ['schedule 4011', 'schedule 4569'])
        t.is(playSchedule({ seed }).kind, 'finished');
});
test('the same seed plays the same schedule', t => {
    t.deepEqual(playSchedule({ seed: 'again' }), playSchedule({ seed: 'again' }));
});
for (const [defect, law] of [
    ['forgets-shares', /two different keyShares messages|conflicting-message/],
    ['forgets-masks', /two different|conflicting-message|honest message is not refused/],
    ['opens-twice', /before it wrote that down/],
]) {
    test(`control: a member that ${defect.replaceAll('-', ' ')} breaks a law within 200 schedules`, t => {
        const error = t.throws(() => playMany(0, 200, defect), { instanceOf: Error });
        t.regex(error?.message ?? '', law);
    });
}
//# sourceMappingURL=schedules.test.js.map