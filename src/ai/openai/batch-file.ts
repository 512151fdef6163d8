import { open } from 'node:fs/promises'
import type {
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import { ENDPOINT } from './gateway.ts'

/**
 * One request of a batch. Its answer has the same `customId`: up to 64 ASCII characters, unique in
 * its file. `promptTokens` is an estimate.
 */
export type BatchRequest = {
  customId: string
  body: ChatCompletionCreateParamsNonStreaming
  promptTokens: number
}

const FLUSH_BYTES = 1_000_000

export type FileLimits = {
  maxBytes: number
  maxPromptTokens?: number
  /** Writes the first request whatever its tokens. */
  alwaysOne?: boolean
  /** Whether the budget pays for so many requests with these prompt tokens in all. */
  isAffordable?: (requests: number, promptTokens: number) => boolean
}

export type WrittenFile = {
  customIds: string[]
  bytes: number
  /** Estimated. */
  promptTokens: number
  /** The limit that excluded the next request; null when all are in. */
  stoppedBy: 'bytes' | 'tokens' | 'money' | null
}

/** Writes requests as JSONL until the next one would exceed a limit. */
export async function writeBatchFile(
  path: string,
  requests: AsyncIterable<BatchRequest>,
  limits: FileLimits,
): Promise<WrittenFile> {
  const file = await open(path, 'w')
  const customIds: string[] = []
  let bytes = 0
  let promptTokens = 0
  let stoppedBy: WrittenFile['stoppedBy'] = null
  // One buffer for all lines: long strings would fill the heap with garbage.
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
      const next = { requests: customIds.length + 1, tokens, bytes: bytes + size }
      stoppedBy = exceeded(next, limits)
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

function exceeded(
  { requests, tokens, bytes }: { requests: number; tokens: number; bytes: number },
  { maxBytes, maxPromptTokens = Infinity, alwaysOne = false, isAffordable }: FileLimits,
): WrittenFile['stoppedBy'] {
  if (bytes > maxBytes) return 'bytes'
  if (tokens > maxPromptTokens && !(alwaysOne && requests === 1)) return 'tokens'
  return isAffordable?.(requests, tokens) === false ? 'money' : null
}

/** A line of an input file, with its line end. */
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

/** Pictures are separate pieces: a line with ten is a megabyte. */
function messagePieces(message: ChatCompletionMessageParam): string[] {
  if (message.role !== 'user') return [sharedJson(message)]
  const { content, ...rest } = message
  if (typeof content === 'string') return [JSON.stringify(message)]
  const parts = content.flatMap((part, index) => [index === 0 ? '' : ',', JSON.stringify(part)])
  return [`${JSON.stringify(rest).slice(0, -1)},"content":[`, ...parts, ']}']
}

const shared = new WeakMap<object, string>()

/** The JSON of a value that every row repeats. */
function sharedJson(value: object): string {
  const known = shared.get(value) ?? JSON.stringify(value)
  shared.set(value, known)
  return known
}
