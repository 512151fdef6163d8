import sharp from 'sharp'
import type { StoredImage } from '../../../src/media/media-store.ts'
import type { LabelledPicture } from './labelled-post.ts'

/** Enough to read a line of text by; a smaller picture costs fewer tokens. */
export const PICTURE_SIZE = { width: 384, height: 384 }
const LINE_LENGTH = 22
const LINE_HEIGHT = 32

/**
 * Draws a card that replaces a photo: what it shows in a frame, what it says below in large
 * letters. The set has no photos, so that nothing in it belongs to other people.
 */
export async function drawPicture({ shows, says }: LabelledPicture): Promise<StoredImage> {
  const { width, height } = PICTURE_SIZE
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <rect width="100%" height="100%" fill="#f4f1ea"/>
    <rect x="12" y="12" width="${width - 24}" height="150" fill="none" stroke="#999999"/>
    ${linesOf(`[photo: ${shows}]`, { top: 56, size: 20, fill: '#666666' })}
    ${says === undefined ? '' : linesOf(says, { top: 220, size: 28, fill: '#111111' })}
  </svg>`
  const bytes = await sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer()
  return { base64: bytes.toString('base64'), ...PICTURE_SIZE }
}

function linesOf(text: string, style: { top: number; size: number; fill: string }): string {
  return wrapped(text)
    .map((line, at) => {
      const y = style.top + at * LINE_HEIGHT
      return (
        `<text x="24" y="${y}" font-family="sans-serif" font-size="${style.size}" ` +
        `fill="${style.fill}">${escaped(line)}</text>`
      )
    })
    .join('')
}

function wrapped(text: string): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length > LINE_LENGTH && line !== '') {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
