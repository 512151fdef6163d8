/**
 * The text as PostgreSQL takes it, in text and in jsonb: without NUL and without lone halves of surrogate pairs, both of
 * which platforms send now and then.
 */
export const cleanText = (text: string): string =>
  text.isWellFormed() && !text.includes('\0') ? text : text.replace(/[\0\p{Surrogate}]/gu, '')
