import { FieldFault, within } from './fields.js';
/** The field of a choice called `part` between an opening and a chunk. */
export function uploadPartField(opening, chunk) {
    return {
        toWire: value => value.part === 'opening'
            ? { [opening.name]: at(opening, () => opening.field.toWire(value.opening)) }
            : { [chunk.name]: at(chunk, () => chunk.field.toWire(value.chunk)) },
        fromWire: wire => {
            const parts = wire;
            if (parts.part === opening.name) {
                return { part: 'opening', opening: at(opening, () => opening.field.fromWire(parts[opening.name])) };
            }
            if (parts.part === chunk.name) {
                return { part: 'chunk', chunk: at(chunk, () => chunk.field.fromWire(parts[chunk.name])) };
            }
            throw new FieldFault(`is missing; it must be ${opening.name} or ${chunk.name}`, 'part');
        },
    };
}
function at(choice, run) {
    try {
        return run();
    }
    catch (fault) {
        throw within(choice.name, fault);
    }
}
//# sourceMappingURL=upload-part.js.map