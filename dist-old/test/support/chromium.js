import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
const places = [
    process.env.CHROMIUM_PATH,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** A real browser without a window, which asks nobody for anything; undefined where none is installed. */
export async function launchChromium() {
    const executablePath = places.find(place => place !== undefined && existsSync(place));
    if (executablePath === undefined)
        return undefined;
    return chromium.launch({
        executablePath,
        args: [
            '--headless=new',
            '--no-sandbox',
            '--disable-gpu',
            '--disable-quic',
            '--no-first-run',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
        ],
    });
}
//# sourceMappingURL=chromium.js.map