/** Whether a caption is the ordered one; platforms trim texts and collapse spaces. */
export const isSameCaption = (published: string | null, ordered: string): boolean =>
  normal(published ?? '') === normal(ordered)

const normal = (text: string): string => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
