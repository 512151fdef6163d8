import { randomUUID } from 'node:crypto'

const SLICE_BYTES = 1_000_000
const encoder = new TextEncoder()

/**
 * A fetch that reads the files of a form slice by slice. Node's own file stream continues after an
 * aborted request and fails uncatchably, so an upload that is refused early would end the process.
 */
export function multipartFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const form = init?.body
    if (!(form instanceof FormData)) return await fetch(input, init)
    const boundary = `gramd-${randomUUID()}`
    const parts = partsOf(form, boundary)
    const headers = new Headers(init?.headers)
    headers.set('content-type', `multipart/form-data; boundary=${boundary}`)
    headers.set('content-length', String(parts.reduce((sum, part) => sum + sizeOf(part), 0)))
    return await fetch(input, {
      ...init,
      headers,
      body: ReadableStream.from(bytesOf(parts)),
      duplex: 'half',
    })
  }
}

type Part = Uint8Array | Blob

const sizeOf = (part: Part): number => (part instanceof Blob ? part.size : part.byteLength)

function partsOf(form: FormData, boundary: string): Part[] {
  const parts: Part[] = []
  for (const [name, value] of form) {
    const head = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"`
    if (typeof value === 'string') parts.push(encoder.encode(`${head}\r\n\r\n${value}\r\n`))
    else {
      const type = value.type === '' ? 'application/octet-stream' : value.type
      const rest = `; filename="${quoted(value.name)}"\r\ncontent-type: ${type}\r\n\r\n`
      parts.push(encoder.encode(head + rest), value, encoder.encode('\r\n'))
    }
  }
  return [...parts, encoder.encode(`--${boundary}--\r\n`)]
}

const quoted = (text: string): string =>
  text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

async function* bytesOf(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (!(part instanceof Blob)) yield part
    else {
      for (let at = 0; at < part.size; at += SLICE_BYTES) {
        yield new Uint8Array(await part.slice(at, at + SLICE_BYTES).arrayBuffer())
      }
    }
  }
}
