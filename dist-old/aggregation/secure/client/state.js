/**
 * A member's states, one type for each phase; a type shows exactly which secrets are alive in its phase. A state is
 * used once: after a step keep the new one, write it down, wipe what the step handed back, drop the old one.
 *
 *   advertised -> roster-accepted -> shares-sent -> inbox-accepted -> masked -> signed -> revealed -> done
 *   any of them -> aborted
 */
import { bitmapHas } from '../../crypto/index.js';
import { accept } from '../verdict.js';
/** A member of the closed neighbourhood; throws for any other. */
export function holderAt(session, index) {
    const holder = session.holders.find(one => one.index === index);
    if (holder === undefined)
        throw new RangeError(`member ${index} is no neighbour of member ${session.index}`);
    return holder;
}
/** The holders in a set of members. */
export function holdersIn(session, bitmap) {
    return session.holders.filter(({ index }) => bitmapHas(bitmap, index));
}
/** Every secret that a state holds. */
export function secretsOf(state) {
    switch (state.phase) {
        case 'seed-committed':
        case 'seed-revealed':
            return [state.seed];
        case 'advertised':
        case 'roster-accepted':
            return [state.channelSecret, state.maskSecret];
        case 'shares-sent':
            return [
                ...state.inboxKeys.map(({ key }) => key),
                state.maskSecret,
                state.selfSeed,
                ...secretsOfShares([state.own]),
            ];
        case 'inbox-accepted':
            return [state.maskSecret, state.selfSeed, ...secretsOfShares(state.held)];
        case 'masked':
        case 'signed':
            return secretsOfShares(state.held);
        case 'revealed':
        case 'done':
        case 'aborted':
            return [];
        default:
            return state;
    }
}
export function secretsOfShares(held) {
    return held.flatMap(({ selfShare, keyShare, selfSalt, keySalt }) => [
        selfShare,
        keyShare,
        selfSalt,
        keySalt,
    ]);
}
/** Ends a session before its result and hands every secret back. Nothing can follow an aborted state. */
export function abort(state, reason) {
    if (state.phase === 'aborted')
        return accept(state, undefined);
    const revealed = state.phase === 'revealed' || state.phase === 'done';
    return accept({ phase: 'aborted', reason, revealed }, undefined, secretsOf(state));
}
//# sourceMappingURL=state.js.map