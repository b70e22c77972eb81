import { shapeText } from './shape.js';
/** Extents after the window has moved over each axis; refuses a window that is larger than the axis. */
export function windowedExtents(window, extents, refuse) {
    return extents.map((extent, axis) => {
        const [size, stride] = [window.extents[axis], window.strides[axis]];
        if (window.padding === 'same')
            return Math.ceil(extent / stride);
        if (size > extent) {
            refuse(`a window of ${size} does not fit on an axis of ${extent}: use a smaller one, or "padding": "same"`);
        }
        return Math.floor((extent - size) / stride) + 1;
    });
}
/** Extents of which the window makes `extents`: what a transposed convolution puts out. */
export function unwindowedExtents({ extents: sizes, strides, padding }, extents) {
    return extents.map((extent, axis) => {
        const beyond = padding === 'same' ? 0 : Math.max(sizes[axis] - strides[axis], 0);
        return extent * strides[axis] + beyond;
    });
}
/** The input's extents and channels; refuses another number of axes. */
export function spatialInput(input, axes, refuse) {
    if (input.length !== axes + 1) {
        const wanted = axes === 1 ? '[length, channels]' : '[height, width, channels]';
        refuse(`it takes ${wanted} and gets ${shapeText(input)}; put a reshape before it`);
    }
    return { extents: input.slice(0, -1), channels: input.at(-1) };
}
//# sourceMappingURL=windows.js.map