/** The bytes of masked inputs: checked before they count, then added to one running sum, whatever the group's size. */
import { equalBytes, openSha256 } from '../../crypto/index.js';
import { sharedVector } from '../../expansion/index.js';
import { openUnpackAdd, paddingIsZero, reduceWords, residuesIn } from '../../vector/index.js';
import { reject } from '../verdict.js';
/** Opens the check of member `index`'s input. */
export function openInputCheck(header, index) {
    const hash = openSha256();
    let taken = 0;
    let lastByte = 0;
    const wrongLength = () => reject('wrong-length', index, `the input has ${taken} bytes; its header says ${header.totalBytes}`);
    return {
        take: chunk => {
            taken += chunk.length;
            if (taken > header.totalBytes)
                return wrongLength();
            lastByte = chunk.at(-1) ?? lastByte;
            hash.update(chunk);
            return undefined;
        },
        finish: () => {
            if (taken !== header.totalBytes)
                return wrongLength();
            if (!paddingIsZero(lastByte, header.dimension, header.bits)) {
                return reject('padding-not-zero', index, 'the unused bits of the last byte are not zero');
            }
            if (equalBytes(hash.digest(), header.inputHash))
                return undefined;
            return reject('wrong-hash', index, 'the bytes are not those whose hash the header signs');
        },
    };
}
/** Checks a whole input at once. */
export function checkMaskedInput(header, index, chunks) {
    const check = openInputCheck(header, index);
    for (const chunk of chunks) {
        const rejection = check.take(chunk);
        if (rejection !== undefined)
            return rejection;
    }
    return check.finish();
}
/** A sum of nothing, in shared memory: worker threads will take the masks off where it lies. */
export function openMaskedSum(dimension, bits) {
    return { bits, residues: residuesIn(sharedVector(dimension)) };
}
/** Adds one checked input. Throws when the bytes do not fill the vector, so check them first. */
export function addMaskedInput(sum, chunks) {
    const adder = openInputAdder(sum);
    for (const chunk of chunks)
        adder.take(chunk);
    adder.finish();
}
/** Adds one checked input whose chunks arrive one by one; `finish` throws unless they filled the vector. */
export function openInputAdder(sum) {
    return openUnpackAdd(sum.residues, sum.bits);
}
/** The sum as residues modulo 2^bits, reduced in place. */
export function maskedResidues(sum) {
    reduceWords(sum.residues, sum.bits);
    return sum.residues;
}
//# sourceMappingURL=masked-sum.js.map