/** How wide text will be, without a browser: enough to keep labels apart. Pure. */
/** In pixels, a little more than most fonts need. */
export function textWidth(text, fontSize) {
    let ems = 0;
    for (const character of text)
        ems += character.codePointAt(0) >= 0x1100 ? 1.05 : /[iljtf.,:;|' ]/.test(character) ? 0.37 : 0.64;
    return ems * fontSize;
}
/** The text, its middle left out where it is wider than `width`: labels often differ at their end. */
export function shortened(text, width, fontSize) {
    if (textWidth(text, fontSize) <= width)
        return text;
    const characters = [...text];
    for (let kept = characters.length - 1; kept > 2; kept--) {
        const head = Math.ceil(kept / 2);
        const tail = characters.slice(characters.length - (kept - head));
        const candidate = `${characters.slice(0, head).join('')}…${tail.join('')}`;
        if (textWidth(candidate, fontSize) <= width)
            return candidate;
    }
    return `${characters.slice(0, 1).join('')}…`;
}
//# sourceMappingURL=text-width.js.map