/** The format of a file by its first bytes; its name and type do not count. */
export type Format =
  | 'JPEG'
  | 'PNG'
  | 'WebP'
  | 'AVIF'
  | 'animated AVIF'
  | 'GIF'
  | 'MP4'
  | 'MOV'
  | 'HEIC'
  | 'JPEG XL'
  | 'JPEG 2000'
  | 'JPEG XR'
  | 'Photoshop'
  | 'a camera raw picture'
  | 'an icon'
  | 'SVG'
  | 'PDF'
  | 'TIFF'
  | 'BMP'
  | 'WebM or Matroska'
  | 'AVI'
  | 'audio'

/** The bytes at the beginning and at the end of a file that these functions read. */
export const HEAD_BYTES = 4_096
export const TAIL_BYTES = 66_000

const MAGIC: readonly (readonly [Format, RegExp])[] = [
  ['JPEG', /^\xff\xd8\xff/],
  // eslint-disable-next-line no-control-regex
  ['PNG', /^\x89PNG\r\n\x1a\n/],
  ['GIF', /^GIF8[79]a/],
  ['WebP', /^RIFF[^]{4}WEBP/],
  ['AVI', /^RIFF[^]{4}AVI /],
  ['PDF', /^%PDF-/],
  // eslint-disable-next-line no-control-regex
  ['TIFF', /^(II\*\x00|MM\x00\*)/],
  ['BMP', /^BM/],
  // eslint-disable-next-line no-control-regex
  ['JPEG XL', /^(\xff\x0a|\0\0\0\x0cJXL \r\n\x87\n)/],
  // eslint-disable-next-line no-control-regex
  ['JPEG 2000', /^(\0\0\0\x0cjP {2}\r\n\x87\n|\xff\x4f\xff\x51)/],
  ['JPEG XR', /^II\xbc/],
  ['Photoshop', /^8BPS/],
  ['a camera raw picture', /^(FUJIFILMCCD-RAW|IIRO|IIU\0|MMOR)/],
  // eslint-disable-next-line no-control-regex
  ['an icon', /^\0\0[\x01\x02]\0[^\0]\0/],
  // eslint-disable-next-line no-control-regex
  ['WebM or Matroska', /^\x1a\x45\xdf\xa3/],
  ['audio', /^(ID3|fLaC|OggS|RIFF[^]{4}WAVE|\xff[\xf1\xf9\xfb\xf3])/],
]

/** The formats by the major brand of a file type box. */
const BRANDS: readonly (readonly [Format, RegExp])[] = [
  ['AVIF', /^avif$/],
  ['animated AVIF', /^avis$/],
  ['HEIC', /^(hei[cxms]|hev[cxms]|mif1|msf1)$/],
  ['JPEG XL', /^jxl $/],
  ['JPEG 2000', /^(jp2|jpx|jpm) ?$/],
  ['a camera raw picture', /^crx $/],
  ['MOV', /^qt {2}$/],
  ['audio', /^M4[ABP] $/],
  ['MP4', /^/],
]

/** QuickTime files of old have no file type box. */
const OLD_QUICKTIME = /^(moov|mdat|wide|free|skip|pnot)$/

/** Returns the format; undefined for a file that is neither a picture nor a video. */
export function formatOf(head: Buffer): Format | undefined {
  const text = head.toString('latin1')
  const box = text.slice(4, 8)
  if (box === 'ftyp') return formatOfBrand(text)
  if (OLD_QUICKTIME.test(box)) return 'MOV'
  return MAGIC.find(([, magic]) => magic.test(text))?.[0] ?? (isSvg(text) ? 'SVG' : undefined)
}

/** A declaration, comments and a document type may come before the element. */
const isSvg = (text: string): boolean =>
  /^(?:\xef\xbb\xbf)?\s*<(?:svg[\s>]|\?xml|!--|!DOCTYPE svg)/i.test(text) && /<svg[\s>]/i.test(text)

function formatOfBrand(text: string): Format | undefined {
  const major = text.slice(8, 12)
  const found = BRANDS.find(([, brand]) => brand.test(major))?.[0]
  // `mif1` is any picture in this container: the compatible brands say which.
  return found === 'HEIC' && text.slice(16, 48).includes('avif') ? 'AVIF' : found
}

/** A second file that other programs would find in this one; undefined without any. */
export function foreignFile(head: Buffer, tail: Buffer): string | undefined {
  const beginning = head.subarray(0, 1_024)
  if (beginning.includes('%PDF-', 0, 'latin1')) return 'PDF'
  if (/<(script|html|\?php|!doctype html)/i.test(beginning.toString('latin1'))) return 'HTML'
  return endsAsZip(tail) ? 'ZIP' : undefined
}

/** A ZIP is found from its end: a record there says how long the comment behind it is. */
function endsAsZip(tail: Buffer): boolean {
  for (let at = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1'); at >= 0;) {
    if (at + 22 <= tail.length && tail.readUInt16LE(at + 20) === tail.length - at - 22) return true
    at = at === 0 ? -1 : tail.lastIndexOf('PK\u0005\u0006', at - 1, 'latin1')
  }
  return false
}
