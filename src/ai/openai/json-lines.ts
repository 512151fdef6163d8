import { createReadStream } from 'node:fs'

/**
 * The lines of a text file, one at a time, empty ones left out. Only a line feed ends a line:
 * node's readline would also split at U+2028, which may stand unescaped inside JSON.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  let parts: string[] = []
  for await (const chunk of createReadStream(path, { encoding: 'utf8' })) {
    const [first = '', ...others] = String(chunk).split('\n')
    parts.push(first)
    for (const next of others) {
      const line = parts.join('')
      if (line.trim() !== '') yield line
      parts = [next]
    }
  }
  const last = parts.join('')
  if (last.trim() !== '') yield last
}
