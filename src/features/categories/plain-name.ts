/** One spelling for all that differ only in case, width or spaces: how categories and topics are stored and shown. */
export function plainName(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim()
}
