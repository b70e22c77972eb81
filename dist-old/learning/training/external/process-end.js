/** What must still happen when this process ends, however it was asked to, as long as it ends by the book. */
const actions = new Set();
let isListening = false;
/** Runs `action`, which must be synchronous, when the process ends; what is given back takes it off the list. */
export function whenProcessEnds(action) {
    if (!isListening)
        process.on('exit', () => actions.forEach(each => void each()));
    isListening = true;
    actions.add(action);
    return () => void actions.delete(action);
}
//# sourceMappingURL=process-end.js.map