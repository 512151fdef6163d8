import type { IncomingMessage } from 'node:http'

const MAX_BODY_BYTES = 1_000_000

/** The body of a request. Rejects if the client disconnects or sends more than a megabyte. */
export async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > MAX_BODY_BYTES) throw new RangeError('the body is too large')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks).toString()
}
