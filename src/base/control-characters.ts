/**
 * Characters that display nothing and that some platforms refuse: C0 and C1 controls except line
 * breaks.
 */
const CONTROLS = /(?!\n)\p{Cc}/gu

/**
 * Removes control characters: every kind of line break becomes \n, a tab a space, half of a
 * surrogate pair "�".
 */
export const withoutControls = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(CONTROLS, '')
