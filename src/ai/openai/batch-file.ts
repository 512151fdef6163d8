import { open } from 'node:fs/promises'
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import { ENDPOINT } from './gateway.ts'

/**
 * One request of a batch. `customId` (at most 64 ASCII characters, unique in its file) comes back
 * with the answer; `promptTokens` is what it will probably cost to read.
 */
export type BatchRequest = {
  customId: string
  body: ChatCompletionCreateParamsNonStreaming
  promptTokens: number
}

const FLUSH_BYTES = 1_000_000

export type FileLimits = {
  /** Prompt tokens of all requests together. */
  maxPromptTokens: number
  /** The first request goes in whatever its tokens. */
  alwaysOne?: boolean
  /** Whether there is money for so many requests with these prompt tokens together. */
  isAffordable?: (requests: number, promptTokens: number) => boolean
}

export type WrittenFile = {
  /** Of the requests that are in it, in their order. */
  customIds: string[]
  bytes: number
  /** What they will probably take. */
  promptTokens: number
  /** The limit that kept the next request out; null when all are in. */
  stoppedBy: 'bytes' | 'tokens' | 'money' | null
}

/** Writes requests as JSONL until the next one would be over a limit. */
export async function writeBatchFile(
  path: string,
  requests: AsyncIterable<BatchRequest>,
  maxBytes: number,
  { maxPromptTokens, alwaysOne = false, isAffordable }: FileLimits = { maxPromptTokens: Infinity },
): Promise<WrittenFile> {
  const file = await open(path, 'w')
  const customIds: string[] = []
  let bytes = 0
  let promptTokens = 0
  let stoppedBy: WrittenFile['stoppedBy'] = null
  // One piece of memory for all lines: strings as long as these would fill the heap with what
  // nobody needs any more.
  let waiting = Buffer.allocUnsafeSlow(FLUSH_BYTES)
  let waitingBytes = 0
  const flush = async (): Promise<void> => {
    await file.writeFile(waiting.subarray(0, waitingBytes))
    waitingBytes = 0
  }
  try {
    for await (const request of requests) {
      const pieces = linePieces(request)
      const size = pieces.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0)
      const tokens = promptTokens + request.promptTokens
      const isOne = alwaysOne && customIds.length === 0
      if (bytes + size > maxBytes) stoppedBy = 'bytes'
      else if (tokens > maxPromptTokens && !isOne) stoppedBy = 'tokens'
      else if (isAffordable?.(customIds.length + 1, tokens) === false) stoppedBy = 'money'
      if (stoppedBy !== null) break
      bytes += size
      promptTokens = tokens
      customIds.push(request.customId)
      if (waitingBytes + size > waiting.length) await flush()
      if (size > waiting.length) waiting = Buffer.allocUnsafeSlow(size + FLUSH_BYTES)
      for (const piece of pieces) waitingBytes += waiting.write(piece, waitingBytes)
    }
    await flush()
    return { customIds, bytes, promptTokens, stoppedBy }
  } finally {
    await file.close()
  }
}

/** A line of an input file, with its end. */
export const batchLine = (request: Omit<BatchRequest, 'promptTokens'>): string =>
  linePieces(request).join('')

function linePieces({ customId, body }: Omit<BatchRequest, 'promptTokens'>): string[] {
  const { messages, response_format: format, ...settings } = body
  return [
    `{"custom_id":${JSON.stringify(customId)},"method":"POST","url":"${ENDPOINT}","body":`,
    JSON.stringify(settings).slice(0, -1),
    ...(format === undefined ? [] : [',"response_format":', sharedJson(format)]),
    ',"messages":[',
    ...messages.flatMap((message, index) => [index === 0 ? '' : ',', ...messagePieces(message)]),
    ']}}\n',
  ]
}

/** Pictures apart, because a line of ten is a megabyte. */
function messagePieces(message: ChatCompletionMessageParam): string[] {
  if (message.role !== 'user') return [sharedJson(message)]
  const { content, ...rest } = message
  if (typeof content === 'string') return [JSON.stringify(message)]
  const parts = content.flatMap((part, index) => [index === 0 ? '' : ',', JSON.stringify(part)])
  return [`${JSON.stringify(rest).slice(0, -1)},"content":[`, ...parts, ']}']
}

const shared = new WeakMap<object, string>()

/** The JSON of what stands in every row of a file. */
function sharedJson(value: object): string {
  const known = shared.get(value) ?? JSON.stringify(value)
  shared.set(value, known)
  return known
}
