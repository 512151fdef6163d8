import { open } from 'node:fs/promises'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import { ENDPOINT } from './gateway.ts'

/** One request of a batch. `customId` (at most 64 ASCII characters, unique in its file) comes back with the answer. */
export type BatchRequest = { customId: string; body: ChatCompletionCreateParamsNonStreaming }

/** OpenAI takes 200 MB; uploads and results near that size have been seen to break. */
export const MAX_FILE_BYTES = 90_000_000

const FLUSH_BYTES = 1_000_000

/**
 * Writes requests as JSONL until the next one would make the file larger than `maxBytes`. Returns the custom ids of
 * those that are in it, in their order, and its size.
 */
export async function writeBatchFile(
  path: string,
  requests: AsyncIterable<BatchRequest>,
  maxBytes = MAX_FILE_BYTES,
): Promise<{ customIds: string[]; bytes: number }> {
  const file = await open(path, 'w')
  const customIds: string[] = []
  let bytes = 0
  let waiting: string[] = []
  let waitingBytes = 0
  const flush = async (): Promise<void> => {
    await file.writeFile(waiting.join(''))
    waiting = []
    waitingBytes = 0
  }
  try {
    for await (const request of requests) {
      const line = batchLine(request)
      const size = Buffer.byteLength(line)
      if (bytes + size > maxBytes) break
      bytes += size
      waitingBytes += size
      waiting.push(line)
      customIds.push(request.customId)
      if (waitingBytes >= FLUSH_BYTES) await flush()
    }
    await flush()
    return { customIds, bytes }
  } finally {
    await file.close()
  }
}

/** A line of an input file, with its end. */
export function batchLine({ customId, body }: BatchRequest): string {
  return `${JSON.stringify({ custom_id: customId, method: 'POST', url: ENDPOINT, body })}\n`
}
