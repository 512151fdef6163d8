import { KEY } from '../shipped-key.ts'
import type { Shipped } from '../shipped.ts'
import type { Attack, Finding } from './attack.ts'

/** CPU time (ms) that any of these texts may take, with all that a request costs besides. */
const MAX_MS = 300

/** Starts of what readers look for and never find the end of, and long runs of one character. */
const PIECES = [
  ' ',
  '\n',
  '.',
  '#',
  '@',
  '#я️⃣',
  '@a.',
  'a.co/',
  'http://',
  '<!--',
  '<?xml ',
  '1 ',
  'Ksh 1',
  '&#',
  '"',
  '(',
  'a@',
]
const filled = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

const json = (method: string, path: string, body: unknown) => ({
  method,
  path,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

function upload(content: string) {
  const boundary = 'a-boundary-of-the-attack'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.svg"\r\ncontent-type: image/svg+xml\r\n\r\n`
  return {
    method: 'POST',
    path: '/api/uploads',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: `${head}${content}\r\n--${boundary}--\r\n`,
  }
}

/** Ways by which a text of a member is read. */
const WAYS: Readonly<Record<string, (piece: string) => ReturnType<typeof json>>> = {
  'an SVG of 4 KB': (piece) => upload(`<?xml ${filled(piece, 4_000)}`),
  'an upload of 100 KB': (piece) => upload(filled(piece, 100_000)),
  'a caption of 2,200 characters': (piece) =>
    json('POST', '/api/posts', { caption: filled(piece, 2_200) }),
  'a list to import': (piece) => ({
    method: 'POST',
    path: '/api/import/preview',
    headers: { 'content-type': 'text/csv' },
    body: filled(piece, 100_000),
  }),
  'a search': (piece) => ({
    method: 'GET',
    path: `/api/blogs?q=${encodeURIComponent(filled(piece, 500))}`,
    headers: { 'content-type': 'text/plain' },
    body: '',
  }),
}

async function costOf(shipped: Shipped, request: ReturnType<typeof json>): Promise<number> {
  const { method, path, body, headers } = request
  const before = await shipped.cpuMs()
  // A connection that gramd closes while the body is still on its way is an answer, too.
  const answer = await fetch(`${shipped.url}${path}`, {
    method,
    headers: { ...headers, authorization: `Bearer ${KEY}` },
    ...(method === 'GET' ? {} : { body }),
  }).catch(() => null)
  await answer?.arrayBuffer()
  return (await shipped.cpuMs()) - before
}

/** Texts that make an expression start again from each of their characters. */
export const expressions: Attack = {
  name: 'expressions over texts of members',
  async run(shipped) {
    const findings: Finding[] = []
    for (const [attack, requestOf] of Object.entries(WAYS)) {
      let [most, worst] = [0, '']
      for (const piece of PIECES) {
        const ms = await costOf(shipped, requestOf(piece))
        if (ms > most) [most, worst] = [ms, piece]
      }
      findings.push({
        attack: `${attack}, ${PIECES.length} shapes`,
        measured: `${Math.round(most)} ms of CPU at most (${JSON.stringify(worst)})`,
        bound: `${MAX_MS} ms`,
        holds: most < MAX_MS,
      })
    }
    return findings
  },
}
