import { createVideoReader } from '../../files/video-reader.ts'
import type { Container } from '../containers.ts'
import { missing } from '../errors.ts'
import { failureOfVideo } from './remote-files.ts'

export const newUpload = (): NonNullable<Container['upload']> => ({
  received: 0,
  size: null,
  reader: createVideoReader(),
})

type Part = { offset: number; size: number; body: ReadableStream<Uint8Array> | null }

/**
 * `POST /ig-api-upload/{version}/{container}` at the host for uploads. What arrived before the
 * connection broke stays.
 */
export async function receiveUpload(
  container: Container | undefined,
  { offset, size, body }: Part,
) {
  if (!container?.upload) throw missing(container?.id ?? 'unknown', 'post')
  const { upload } = container
  if (offset !== upload.received || !(size > offset)) return refusal('The offset is wrong')
  upload.size = size
  for await (const chunk of body ?? []) {
    if (upload.received + chunk.byteLength > size) return refusal('The file is too long')
    upload.received += chunk.byteLength
    upload.reader.add(chunk)
  }
  if (upload.received === size) {
    const facts = upload.reader.facts()
    container.file = facts.sha256
    container.failure ??= failureOfVideo(facts)
  }
  return { success: true, message: 'Upload successful.' }
}

function refusal(text: string) {
  const message = JSON.stringify({ success: false, error: { message: text } })
  return { debug_info: { retriable: true, type: 'OffsetInvalidError', message } }
}
