import { protocolCodecs } from '../../../../protos/codec/index.js';
import { groupOf } from '../group.js';
const dimension = 64;
export function memoryGroup() {
    return groupOf(4, { dimension });
}
/** The searched member's input. */
export function memoryInput() {
    return Int32Array.from({ length: dimension }, (_, i) => ((i * 377 + 101) % 1999) - 1000);
}
/** Every byte changed, one by one: telling a secret so leaves no copy of it. The same again gives the bytes back. */
export function disguised(bytes) {
    return Array.from(bytes, byte => byte ^ 0x5a);
}
export function textOf(name, message) {
    return Buffer.from(protocolCodecs[name].encode(message)).toString('base64');
}
export function messageOf(name, text) {
    return protocolCodecs[name].decode(new Uint8Array(Buffer.from(text, 'base64')));
}
//# sourceMappingURL=memory-story.js.map