const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** A plain text as HTML that shows it as it is, line by line. */
export const htmlOf = (text: string): string =>
  text
    .trim()
    .replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll(/\r\n?|\n/g, '<br>')
