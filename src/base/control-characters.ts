/** Characters that show nothing and that some platforms refuse: C0 and C1 controls but for line breaks. */
const CONTROLS = /(?!\n)\p{Cc}/gu

/** A text without control characters: each way to break a line becomes \n, a tab a blank, a half of a surrogate pair "�". */
export const withoutControls = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n|[\r\u0085\u2028\u2029]/g, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(CONTROLS, '')
