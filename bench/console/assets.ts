import { brotliCompressSync } from 'node:zlib'
import type { Console } from './visit.ts'

/** Bytes of the scripts and styles that a page loads, without fonts. */
export type Loaded = { scripts: number; styles: number }

/** Reads each file once, however many pages load it. */
export function createAssetSizes(visited: Console) {
  const files = new Map<string, Promise<{ bytes: number; text: string }>>()
  const fileAt = async (path: string) => {
    const known = files.get(path) ?? visited.read(path).then(sizeOf)
    files.set(path, known)
    return await known
  }
  return async (page: string): Promise<Loaded> => {
    const waiting = [
      ...page.matchAll(/<(?:script|link rel="stylesheet")[^>]* (?:src|href)="([^"]+)"/g),
    ].map(([, path = '']) => path)
    const loaded = new Set<string>()
    const bytes = { scripts: 0, styles: 0 }
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      if (loaded.has(path)) continue
      loaded.add(path)
      const file = await fileAt(path)
      const isScript = path.endsWith('.js')
      bytes[isScript ? 'scripts' : 'styles'] += file.bytes
      if (isScript) waiting.push(...importsOf(file.text, path))
    }
    return bytes
  }
}

const sizeOf = ({ text, status }: { text: string; status: number }) => {
  if (status !== 200) throw new Error(`a file of a page is answered ${status}`)
  return { text, bytes: brotliCompressSync(text).length }
}

/** Returns the files that are imported or loaded by address with it. */
function importsOf(text: string, path: string): string[] {
  const always = /^import[^'"]*['"](\.\/[\w.-]+)['"]|new URL\(['"]([\w.-]+\.js)['"]/gm
  return [...text.matchAll(always)].flatMap(([, module, file]) => {
    const name = module ?? file
    return name === undefined ? [] : [new URL(name, `http://gramd.invalid${path}`).pathname]
  })
}
