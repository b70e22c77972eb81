/** Who plays in the demonstration, and the drills two of them go through. */
const hospitals = [
    { organisation: 'st-anna', displayName: 'St. Anna Hospital' },
    { organisation: 'bergmann', displayName: 'Bergmann Clinic' },
    { organisation: 'northgate', displayName: 'Northgate Royal Infirmary' },
    { organisation: 'san-rocco', displayName: 'Ospedale San Rocco' },
    { organisation: 'lakeside', displayName: 'Lakeside Medical Center' },
    { organisation: 'vall-verde', displayName: 'Hospital Vall Verde' },
];
export const buyer = { organisation: 'optica-labs', displayName: 'Optica Labs' };
/** The first `count` hospitals; beyond the six named ones they are numbered. */
export function castOf(count) {
    return Array.from({ length: count }, (_, i) => {
        const number = i + 1;
        return hospitals[i] ?? { organisation: `hospital-${number}`, displayName: `Hospital ${number}` };
    });
}
/**
 * Two deaths at the two worst moments: with its masks shared but its update not yet sent, so that its masks have to be
 * taken out of everybody else's; and with its update sent but the survivors not yet agreed, so that its own mask has to
 * be rebuilt by the others. A drill needs a later round to come back in.
 */
export function drillsFor(cast, rounds) {
    const drills = [
        { organisation: cast[1].organisation, round: 2, stage: 'shared' },
        { organisation: cast[3].organisation, round: 3, stage: 'masked' },
    ];
    return drills.filter(({ round }) => round < rounds);
}
//# sourceMappingURL=cast.js.map