/** A file of results cannot be read or continued; the message names the file, the line where there is one, and what to do. */
export class ResultsError extends Error {
    name = 'ResultsError';
}
//# sourceMappingURL=errors.js.map