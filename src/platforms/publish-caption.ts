/** Whether a caption is the ordered one; platforms trim texts and collapse spaces. */
export const isSameCaption = (shown: string | null, ordered: string): boolean =>
  normal(shown ?? '') === normal(ordered)

const normal = (text: string): string => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
