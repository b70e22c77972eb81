/** What settings of rules must be. Every error names the setting and the values that it can have. */
export function requirePositive(setting, value) {
    if (!Number.isFinite(value) || value <= 0) {
        throw new RangeError(`${setting} is a positive number, not ${value}`);
    }
}
/** A rate of forgetting: 1 would keep the past for ever and never look at an update. */
export function requireDecay(setting, value) {
    if (!(value >= 0 && value < 1))
        throw new RangeError(`${setting} is from 0 to below 1, not ${value}`);
}
export function requireCount(setting, value, least) {
    if (!Number.isSafeInteger(value) || value < least) {
        throw new RangeError(`${setting} is a whole number of at least ${least}, not ${value}`);
    }
}
//# sourceMappingURL=settings.js.map