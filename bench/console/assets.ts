import { brotliCompressSync } from 'node:zlib'
import type { Console } from './visit.ts'

/** Scripts and styles that a page loads, without fonts. */
export type Loaded = { hasChart: boolean; bytes: number }

/** Reads each file once, however many pages load it. */
export function createAssetSizes(visited: Console) {
  const files = new Map<string, Promise<{ bytes: number; text: string }>>()
  const fileAt = async (path: string) => {
    const known = files.get(path) ?? visited.read(path).then(sizeOf)
    files.set(path, known)
    return await known
  }
  return async (page: string): Promise<Loaded> => {
    const hasChart = /class="[^"]*\bplot\b/.test(page)
    const waiting = [
      ...page.matchAll(/<(?:script|link rel="stylesheet")[^>]* (?:src|href)="([^"]+)"/g),
    ].map(([, path = '']) => path)
    const loaded = new Set<string>()
    let bytes = 0
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      if (loaded.has(path)) continue
      loaded.add(path)
      const file = await fileAt(path)
      bytes += file.bytes
      if (path.endsWith('.js')) waiting.push(...importsOf(file.text, path, hasChart))
    }
    return { hasChart, bytes }
  }
}

const sizeOf = ({ text, status }: { text: string; status: number }) => {
  if (status !== 200) throw new Error(`a file of a page is answered ${status}`)
  return { text, bytes: brotliCompressSync(text).length }
}

/**
 * Returns the files that are loaded by address with it, and those that are imported at run time:
 * charts, only where there is one.
 */
function importsOf(text: string, path: string, hasChart: boolean): string[] {
  const always = /^import[^'"]*['"](\.\/[\w.-]+)['"]|new URL\(['"]([\w.-]+\.js)['"]/gm
  const later = /import\(['"](\.\/[\w.-]+)['"]\)/g
  return [...text.matchAll(always), ...(hasChart ? text.matchAll(later) : [])].flatMap(
    ([, module, file]) => {
      const name = module ?? file
      return name === undefined ? [] : [new URL(name, `http://gramd.invalid${path}`).pathname]
    },
  )
}
