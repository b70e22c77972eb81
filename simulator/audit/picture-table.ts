/** Rows of grey pictures with a caption each, as one SVG file that needs nothing beside it. */
import { crc32, deflateSync } from 'node:zlib'

export interface PictureRow {
  readonly caption: string
  /** A second, smaller line, such as a figure. */
  readonly note: string
  /** Pictures of height × width values; what is dark and what is light is found for each by itself. */
  readonly pictures: readonly ArrayLike<number>[]
}

export interface PictureTable {
  readonly title: string
  readonly description: string
  readonly height: number
  readonly width: number
  readonly rows: readonly PictureRow[]
}

const shown = 56
const gap = 8
const captionWidth = 330
const top = 48

/** Small, so that it can lie beside a page of text: a kilobyte a picture. */
export function pictureTableSvg({ title, description, height, width, rows }: PictureTable): string {
  const columns = Math.max(...rows.map(({ pictures }) => pictures.length))
  const [fullWidth, fullHeight] = [
    captionWidth + columns * (shown + gap) + 16,
    top + rows.length * (shown + gap) + 8,
  ]
  const body = rows.map((row, i) => rowSvg(row, top + i * (shown + gap), height, width))
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${fullWidth} ${fullHeight}" width="${fullWidth}" height="${fullHeight}" role="img" aria-labelledby="t d" font-family="system-ui,sans-serif"><title id="t">${escaped(title)}</title><desc id="d">${escaped(description)}</desc><rect width="${fullWidth}" height="${fullHeight}" rx="10" fill="#fff"/><text x="16" y="30" font-size="16" font-weight="600" fill="#14211f">${escaped(title)}</text>${body.join('')}</svg>\n`
}

function rowSvg({ caption, note, pictures }: PictureRow, y: number, height: number, width: number): string {
  const images = pictures.map((picture, i) => {
    const data = Buffer.from(greyPng(picture, height, width)).toString('base64')
    return `<image x="${captionWidth + i * (shown + gap)}" y="${y}" width="${shown}" height="${shown}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,${data}"/>`
  })
  const text = `<text x="16" y="${y + 25}" font-size="13" fill="#14211f">${escaped(caption)}<tspan x="16" dy="17" font-size="12" fill="#4a5b58">${escaped(note)}</tspan></text>`
  return text + images.join('')
}

/** A picture of height × width values as PNG, 8 bits of grey: the least value black, the greatest white. */
export function greyPng(values: ArrayLike<number>, height: number, width: number): Uint8Array {
  const all = Array.from(values)
  const [low, high] = [Math.min(...all), Math.max(...all)]
  const rows = Array.from({ length: height }, (_, y) => [
    0, // No filter.
    ...all
      .slice(y * width, (y + 1) * width)
      .map(value => Math.round((255 * (value - low)) / (high - low || 1))),
  ])
  const header = new DataView(new ArrayBuffer(13))
  header.setUint32(0, width)
  header.setUint32(4, height)
  header.setUint8(8, 8)
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('IDAT', deflateSync(Uint8Array.from(rows.flat()))),
    chunk('IEND', new Uint8Array()),
  ])
}

/** Length, kind, content and checksum of kind and content. */
function chunk(kind: string, content: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(kind, 'latin1'), content])
  const frame = Buffer.alloc(4 + named.length + 4)
  frame.writeUInt32BE(content.length, 0)
  frame.set(named, 4)
  frame.writeUInt32BE(crc32(named), 4 + named.length)
  return frame
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, character => entities[character]!)
}
