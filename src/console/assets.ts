import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'
import type { HttpContext } from '../http/router.ts'

const compress = promisify(brotliCompress)
const require = createRequire(import.meta.url)

const CSS = 'text/css; charset=utf-8'
const SCRIPT = 'text/javascript; charset=utf-8'
const FONT = 'font/woff2'

const own = (path: string): Buffer => readFileSync(new URL(path, import.meta.url))
const fonts = dirname(require.resolve('@fontsource-variable/inter/package.json'))
const font = (alphabet: string): Buffer =>
  readFileSync(join(fonts, 'files', `inter-${alphabet}-wght-normal.woff2`))

/**
 * Rules of a later layer win over those of an earlier one, so that the order of the files is free.
 */
const LAYERS = '@layer tokens, base, parts;\n'

const styles = (): Buffer => {
  const names = readdirSync(new URL('browser/styles', import.meta.url)).toSorted()
  const ours = names.map((name) => withoutRemarks(own(`browser/styles/${name}`).toString('utf8')))
  return Buffer.from([LAYERS, ...ours].join('\n'))
}

/** Styles as browsers need them: without comments and indentation, which no string of ours has. */
function withoutRemarks(css: string): string {
  const [first = '', ...rest] = css.split('/*')
  const behind = rest.map((text) => text.slice(text.indexOf('*/') + 2))
  return [first, ...behind].join('').replaceAll(/^\s+/gm, '')
}

/** Our own scripts, which import each other by name. */
const scripts = (): string[] =>
  readdirSync(new URL('browser', import.meta.url)).filter((name) => name.endsWith('.js'))

/** Reads everything that a page of the console loads. */
const readFiles = () =>
  new Map([
    ['console.css', { type: CSS, bytes: styles() }],
    ...scripts().map((name) => [name, { type: SCRIPT, bytes: own(`browser/${name}`) }] as const),
    [
      'idiomorph.js',
      { type: SCRIPT, bytes: readFileSync(require.resolve('idiomorph/dist/idiomorph.min.js')) },
    ],
    ...['latin', 'latin-ext', 'cyrillic', 'cyrillic-ext'].map(
      (alphabet) => [`${alphabet}.woff2`, { type: FONT, bytes: font(alphabet) }] as const,
    ),
  ])

export type Assets = {
  /** The folder of this version: a change of any file changes all URLs. */
  address: string
  answer(c: HttpContext, name: string): Promise<Response | undefined>
}

/** Reads the files once; each is compressed at its first request. */
export function createAssets(): Assets {
  const files = readFiles()
  const hash = createHash('sha256')
  for (const { bytes } of files.values()) hash.update(bytes)
  const compressed = new Map<string, Promise<Buffer>>()
  return {
    address: `/console/assets/${hash.digest('hex').slice(0, 12)}`,
    async answer(c, name) {
      const file = files.get(name)
      if (!file) return undefined
      const { type, bytes } = file
      const headers = {
        'content-type': type,
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'Accept-Encoding',
      }
      // Fonts are compressed already.
      if (type === FONT || !/\bbr\b/.test(c.req.header('accept-encoding') ?? ''))
        return c.body(new Uint8Array(bytes), 200, headers)
      const small = compressed.get(name) ?? compress(bytes)
      compressed.set(name, small)
      const body = new Uint8Array(await small)
      return c.body(body, 200, { ...headers, 'content-encoding': 'br' })
    },
  }
}
