/** The text of a file, or why it cannot be decoded: a predicate of "the file". */
export type DecodedFile = { text: string } | { fault: string }

/**
 * Decodes a text file as spreadsheets and editors write it: UTF-8 or UTF-16, with or without a byte
 * order mark, which is dropped. Single-byte encodings cannot be distinguished from each other: they
 * are refused with the remedy.
 */
export function decodeFile(bytes: Uint8Array): DecodedFile {
  try {
    return { text: new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes) }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return { fault: 'is not UTF-8: save it as "CSV UTF-8" (Excel) or as UTF-8 text' }
  }
}

/**
 * Without a mark, the zero byte of the first Latin letter shows the encoding; columns and names
 * have such letters.
 */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first !== 0 && second === 0) return 'utf-16le'
  return first === 0 && second !== 0 && second !== undefined ? 'utf-16be' : 'utf-8'
}
