import { readFile } from 'node:fs/promises'

const ROOT = new URL('../../', import.meta.url)

/** The first code of a language in a document that has this text in it. */
export async function codeOf(file: string, language: string, has: string): Promise<string> {
  const text = await readFile(new URL(file, ROOT), 'utf8')
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)]
  const found = blocks.find(([, name, code]) => name === language && code?.includes(has))
  if (found?.[2] === undefined) throw new Error(`${file} has no ${language} with ${has}`)
  return found[2]
}
