import { readFileSync } from 'node:fs'

/** Pages whose blocks people copy into a shell. */
export const PAGES = ['install', 'upgrade', 'backup', 'sizing'] as const

export const readProject = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

export type Line = { page: string; text: string; isRunnable: boolean }

/** The lines of the blocks for a shell, without comments; those of a block ```` ```sh runnable ```` are run by the tests. */
export function shellLines(page: string): Line[] {
  const blocks = readProject(`docs/${page}.md`).matchAll(/^```sh( runnable)?\n(.*?)^```$/gms)
  return [...blocks].flatMap(([, mark, block = '']) =>
    block.split('\n').flatMap((line) => {
      const text = line.replace(/\s+#\s.*$/, '').trim()
      return text === '' ? [] : [{ page, text, isRunnable: mark !== undefined }]
    }),
  )
}

/** The words after `bin/gramd`, or `gramd` in a container; null for another command. */
export function gramdWords(text: string): string[] | null {
  const [, words] =
    /(?:^|[\s|])(?:bin\/gramd|scraper gramd)\s+([^|]*)$/.exec(text.replaceAll('"', '')) ?? []
  return words === undefined ? null : words.trim().split(/\s+/)
}
