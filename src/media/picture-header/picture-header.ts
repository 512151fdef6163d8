/** The work of a decoder, according to the header of a picture. */
export type PictureHeader = {
  width: number
  height: number
  /** Memory that the decoder needs, estimated from measurements. */
  bytes: number
}

/** Why a picture is refused before it is decoded. */
export class PictureHeaderError extends Error {
  override readonly name = 'PictureHeaderError'
  /** The rule that it breaks, for programs. */
  readonly rule: 'pixels' | 'animation' | 'structure' | 'complete'
  readonly remedy: string

  constructor(rule: PictureHeaderError['rule'], says: string, remedy: string) {
    super(says)
    this.rule = rule
    this.remedy = remedy
  }
}

export const cutOff = (): PictureHeaderError =>
  new PictureHeaderError(
    'complete',
    'the picture is damaged or cut off',
    'copy or export it once more',
  )

export const animation = (of: string): PictureHeaderError =>
  new PictureHeaderError(
    'animation',
    `it is an animation of ${of}`,
    'export one picture as JPEG, or the animation as a video (MP4)',
  )

export const unusual = (says: string): PictureHeaderError =>
  new PictureHeaderError('structure', says, 'export it once more as a plain JPEG')

const MAX_SIDE = 12_000

/**
 * Throws for a picture that would cost its decoder too much. `most` is the maximum number of pixels
 * for this kind of picture.
 */
export function requirePixels({ width, height }: { width: number; height: number }, most: number) {
  if (width < 1 || height < 1) throw cutOff()
  if (Math.max(width, height) <= MAX_SIDE && width * height <= most) return
  throw new PictureHeaderError(
    'pixels',
    `the picture has ${width}×${height} px; at most ${MAX_SIDE} px a side and ` +
      `${Math.floor(most / 100_000) / 10} million pixels are allowed for this format`,
    'export it smaller, or as a plain JPEG',
  )
}
