import { randomUUID } from 'node:crypto'

type Fetch = typeof globalThis.fetch

/**
 * `fetch` that sends forms piece by piece, as fast as the other side takes them. Node's own reads all of a form's files
 * into memory at once; and when an answer comes before the form is through, as for one that is too large, it goes on
 * writing into a stream that is closed, which nobody can catch and which ends the process.
 */
export const streamingForms =
  (fetch: Fetch): Fetch =>
  async (resource, init) => {
    if (!(init?.body instanceof FormData)) return await fetch(resource, init)
    const form = encode(init.body)
    const headers = new Headers(init.headers)
    headers.set('content-type', form.type)
    headers.set('content-length', String(form.length))
    const body = ReadableStream.from(form.pieces())
    return await fetch(resource, { ...init, headers, body, duplex: 'half' })
  }

type Piece = Uint8Array | Blob

/** A form as `multipart/form-data` (RFC 7578); `length` is in bytes. */
function encode(form: FormData): {
  type: string
  length: number
  pieces: () => AsyncGenerator<Uint8Array>
} {
  const boundary = `form-${randomUUID()}`
  const pieces: Piece[] = []
  const write = (text: string): void => void pieces.push(Buffer.from(text))
  for (const [name, value] of form) {
    write(`--${boundary}\r\ncontent-disposition: form-data; name="${quoted(name)}"`)
    if (typeof value === 'string') write(`\r\n\r\n${value}`)
    else {
      const type = value.type || 'application/octet-stream'
      write(`; filename="${quoted(value.name)}"\r\ncontent-type: ${type}\r\n\r\n`)
      pieces.push(value)
    }
    write('\r\n')
  }
  write(`--${boundary}--\r\n`)
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    length: pieces.reduce((sum, piece) => sum + sizeOf(piece), 0),
    pieces: async function* () {
      for (const piece of pieces) {
        if (piece instanceof Blob) yield* piece.stream()
        else yield piece
      }
    },
  }
}

const sizeOf = (piece: Piece): number => (piece instanceof Blob ? piece.size : piece.byteLength)

/** What would end a quoted name early, escaped as HTML's forms escape it. */
const quoted = (name: string): string =>
  name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
