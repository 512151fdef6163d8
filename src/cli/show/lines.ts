/** A column that is wider than this would leave no room for the text beside it. */
const WIDEST = 34

/** Names with a text beside each, wrapped and indented. */
export function layLines(
  lines: readonly (readonly [name: string, text: string])[],
  width: number,
): string {
  const longest = Math.min(WIDEST, Math.max(0, ...lines.map(([name]) => name.length)))
  const indent = ' '.repeat(longest + 4)
  return lines
    .map(([name, text]) => {
      const wrapped = wrap(text, Math.max(20, width - indent.length))
      // A name that is too long for its column has a line of its own.
      const head = name.length > longest ? `  ${name}\n${indent}` : `  ${name.padEnd(longest)}  `
      return head + wrapped.join(`\n${indent}`)
    })
    .join('\n')
}

/** A text in lines of at most so many characters; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? ''
    if (line === '') lines[lines.length - 1] = word
    else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`
    else lines.push(word)
  }
  return lines
}
