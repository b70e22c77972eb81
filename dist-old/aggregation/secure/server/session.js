/** The session as the coordinator sees it: all members, the graph between them, and the tree over the roster. */
import { buildMerkleTree, toHex } from '../../crypto/index.js';
import { graphOf } from '../graph.js';
import { memberLeaf, sessionOf } from '../roster.js';
/** The session of checked members in roster order. */
export function openGroupSession(contextHash, members, neighbourhood) {
    const roster = buildMerkleTree(members.map(memberLeaf));
    const session = sessionOf(contextHash, roster.root, members.length, neighbourhood);
    return {
        ...session,
        members,
        roster,
        graph: graphOf(roster.root, session.size, session.degree),
        leastSurvivors: neighbourhood.leastSurvivors,
        indices: new Map(members.map(({ identityKey }, i) => [toHex(identityKey), i + 1])),
    };
}
/** The advertisement of member `index`; throws for an index that the roster does not have. */
export function memberAt(session, index) {
    const member = session.members[index - 1];
    if (member === undefined)
        throw new RangeError(`member ${index} is not in 1..${session.size}`);
    return member;
}
/** The index of an identity in the roster, or undefined when it is not a member. */
export function indexOfIdentity(session, identityKey) {
    return session.indices.get(toHex(identityKey));
}
/** Whether each of `members` has at least the threshold of holders for which `isAble` holds. */
export function holdersSuffice(session, members, isAble) {
    const { graph, threshold, degree, size } = session;
    // On the complete graph all members have the same holders.
    const examined = degree === size - 1 ? members.slice(0, 1) : members;
    return examined.every(index => graph.closedNeighbourhood(index).filter(isAble).length >= threshold);
}
//# sourceMappingURL=session.js.map