import { z } from 'zod'
import { cleanText } from '../../base/text.ts'
import type { GraphCall } from '../graph-call.ts'
import type { GraphPublishing, GraphUploadEnd } from '../graph-publishing.ts'
import { flag, readAnswer, text } from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'

const Answer = z.union([
  z.object({ success: z.literal(true) }),
  z.object({ debug_info: z.object({ retriable: flag, type: text, message: text }) }),
])

/**
 * Sends a video from a position on. The URL is built here, not taken from the container's answer:
 * the token must not go to a host that an answer names.
 */
export async function uploadVideo(
  connection: GraphConnection,
  call: GraphCall,
  containerId: string,
  { bytes, from, open }: Parameters<GraphPublishing['uploadVideo']>[2],
): Promise<GraphUploadEnd> {
  const { hosts, version } = connection
  const { login, token, signal, onUsage, onSent } = call
  const answer = await connection.send({
    method: 'POST',
    url: `${hosts.upload}/ig-api-upload/${version}/${containerId}`,
    file: {
      bytes: bytes - from,
      open: () => open(from),
      headers: { offset: String(from), file_size: String(bytes) },
    },
    token,
    app: connection.appOf(login),
    what: 'the upload of a video',
    readsRefusal: true,
    signal,
    onUsage,
    onSent,
  })
  const read = readAnswer(Answer, answer, 'answer to an upload')
  if ('success' in read) return { kind: 'received' }
  const { retriable, type, message } = read.debug_info
  const why = cleanText([type, message].filter(Boolean).join(': ')).slice(0, 300)
  return { kind: 'refused', isRetriable: retriable, message: why }
}
