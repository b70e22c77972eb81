const issuesTold = 8;
/** What a schema found wrong, one clause a field: `hidden[1]: Too big…; classes: Invalid input…`. Tells the first few. */
export function describeIssues(error) {
    const told = error.issues.slice(0, issuesTold).map(issue => `${fieldOf(issue.path)}: ${issue.message}`);
    const untold = error.issues.length - told.length;
    return [...told, ...(untold > 0 ? [`and ${untold} more`] : [])].join('; ');
}
function fieldOf(path) {
    if (path.length === 0)
        return '(top level)';
    return path
        .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
        .join('');
}
//# sourceMappingURL=describe-issues.js.map