/**
 * One honest holder's data under several identities: every attacker has the same victim's, drawn at random. It is how
 * somebody is paid twice for the same records, and it gives one holder's data more weight. Throws `RangeError` where
 * nobody is honest.
 */
export function duplicateData(data, attackers, random) {
    const honest = [...data.keys()].filter(holder => !attackers.has(holder));
    if (honest.length === 0)
        throw new RangeError('attack.kind: duplicate needs an honest holder to copy');
    const victim = data[honest[random.below(honest.length)]];
    return data.map((own, holder) => (attackers.has(holder) ? victim : own));
}
//# sourceMappingURL=duplicate.js.map