import { open } from 'node:fs/promises'
import type { ChatCompletionCreateParamsNonStreaming } from 'openai/resources/chat/completions'
import { ENDPOINT } from './gateway.ts'

/**
 * One request of a batch. `customId` (at most 64 ASCII characters, unique in its file) comes back with the answer;
 * `promptTokens` is what it will probably cost to read.
 */
export type BatchRequest = {
  customId: string
  body: ChatCompletionCreateParamsNonStreaming
  promptTokens: number
}

const FLUSH_BYTES = 1_000_000

export type TokenLimit = {
  /** Prompt tokens of all requests together. */
  maxPromptTokens: number
  /** The first request goes in whatever its tokens. */
  alwaysOne?: boolean
}

export type WrittenFile = {
  /** Of the requests that are in it, in their order. */
  customIds: string[]
  bytes: number
  /** What they will probably take. */
  promptTokens: number
  /** The limit that kept the next request out; null when all are in. */
  stoppedBy: 'bytes' | 'tokens' | null
}

/** Writes requests as JSONL until the next one would be over a limit. */
export async function writeBatchFile(
  path: string,
  requests: AsyncIterable<BatchRequest>,
  maxBytes: number,
  { maxPromptTokens, alwaysOne = false }: TokenLimit = { maxPromptTokens: Infinity },
): Promise<WrittenFile> {
  const file = await open(path, 'w')
  const customIds: string[] = []
  let bytes = 0
  let promptTokens = 0
  let stoppedBy: WrittenFile['stoppedBy'] = null
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
      if (bytes + size > maxBytes) stoppedBy = 'bytes'
      else if (promptTokens + request.promptTokens > maxPromptTokens) {
        if (!alwaysOne || customIds.length > 0) stoppedBy = 'tokens'
      }
      if (stoppedBy !== null) break
      bytes += size
      promptTokens += request.promptTokens
      waitingBytes += size
      waiting.push(line)
      customIds.push(request.customId)
      if (waitingBytes >= FLUSH_BYTES) await flush()
    }
    await flush()
    return { customIds, bytes, promptTokens, stoppedBy }
  } finally {
    await file.close()
  }
}

/** A line of an input file, with its end. */
export function batchLine({ customId, body }: Omit<BatchRequest, 'promptTokens'>): string {
  return `${JSON.stringify({ custom_id: customId, method: 'POST', url: ENDPOINT, body })}\n`
}
