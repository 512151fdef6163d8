/** Whether a caption is the one that was ordered; platforms trim texts and join blanks. */
export const isSameCaption = (shown: string | null, ordered: string): boolean =>
  normal(shown ?? '') === normal(ordered)

const normal = (text: string): string => text.normalize('NFC').replaceAll(/\s+/g, ' ').trim()
