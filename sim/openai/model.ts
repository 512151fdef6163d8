import { adviceLines } from './advice.ts'
import { badRequest } from './api-error.ts'
import type { ChatRequest, ReasoningEffort } from './chat-request.ts'
import { digest, draw } from './draw.ts'
import { creatorInsights } from './insights.ts'
import { NoSampleError, sample, type Propose } from './schema-sample.ts'
import { textTokens } from './tokens.ts'

export type Usage = {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  prompt_tokens_details: { cached_tokens: number; audio_tokens: number }
  completion_tokens_details: {
    reasoning_tokens: number
    audio_tokens: number
    accepted_prediction_tokens: number
    rejected_prediction_tokens: number
  }
}

type FinishReason = 'stop' | 'length' | 'content_filter'

/** The body of a chat completion. */
export type ChatCompletion = {
  id: string
  object: 'chat.completion'
  created: number
  model: string
  choices: {
    index: number
    message: {
      role: 'assistant'
      content: string | null
      refusal: string | null
      annotations: never[]
    }
    logprobs: null
    finish_reason: FinishReason
  }[]
  usage: Usage
  service_tier: 'default'
  system_fingerprint: null
}

/** The parts of a completion that depend on the request only. */
export type Answer = {
  content: string | null
  refusal: string | null
  finishReason: FinishReason
  usage: Usage
}

const REASONING_TOKENS: Readonly<Record<ReasoningEffort, number>> = {
  none: 0,
  minimal: 64,
  low: 192,
  medium: 640,
  high: 2_048,
  xhigh: 6_144,
  max: 16_384,
}

/**
 * The model's answer, unless a test has written it. It depends only on the text of the user
 * messages and the requested format: not on time, order, custom_id, images or the stand-in's seed.
 * An answer above `max_completion_tokens`, reasoning included, is cut off. Throws the ApiError of a
 * 400 if no value for the schema is known.
 */
export function answer(request: ChatRequest): Answer {
  const content = contentFor(request)
  const reasoning = REASONING_TOKENS[request.effort]
  const wanted = textTokens(content)
  const room = Math.max(0, (request.maxCompletionTokens ?? Infinity) - reasoning)
  if (wanted <= room) {
    return {
      content,
      refusal: null,
      finishReason: 'stop',
      usage: usageOf(request.promptTokens, wanted, reasoning),
    }
  }
  const spent = Math.min(reasoning, request.maxCompletionTokens ?? reasoning)
  return cutOff(content, room, usageOf(request.promptTokens, room, spent))
}

/** An answer cut after `tokens` tokens. */
export function cutOff(content: string, tokens: number, usage: Usage): Answer {
  const bytes = Buffer.from(content).subarray(0, tokens * 4)
  // The cut may be within a character.
  const cut = bytes.toString('utf8').replace(/\uFFFD$/u, '')
  return { content: cut, refusal: null, finishReason: 'length', usage }
}

/** Reasoning tokens are part of the completion tokens. */
export function usageOf(promptTokens: number, contentTokens: number, reasoning = 0): Usage {
  const completionTokens = contentTokens + reasoning
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: reasoning,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

/** The answer in the wire format. `key` determines the id, `atMs` is world time. */
export function completion(model: string, said: Answer, key: string, atMs: number): ChatCompletion {
  return {
    id: `chatcmpl-${digest('completion', key).slice(0, 28)}`,
    object: 'chat.completion',
    created: Math.floor(atMs / 1000),
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: said.content,
          refusal: said.refusal,
          annotations: [],
        },
        logprobs: null,
        finish_reason: said.finishReason,
      },
    ],
    usage: said.usage,
    service_tier: 'default',
    system_fingerprint: null,
  }
}

function contentFor({ userText, scripted, format }: ChatRequest): string {
  if (scripted !== undefined) return JSON.stringify(scripted)
  const key = digest(userText)
  const impression = Math.floor(draw(key) * 1000)
  if (format.kind === 'text')
    return `Read ${textTokens(userText)} tokens; impression ${impression}.`
  if (format.kind === 'json') return JSON.stringify({ impression })
  try {
    const [advice, insights] = [adviceLines(userText), creatorInsights(userText, key)]
    const propose: Propose = (property) => [...advice(property), ...insights(property)]
    return JSON.stringify(sample(format.schema, key, propose))
  } catch (thrown) {
    if (!(thrown instanceof NoSampleError)) throw thrown
    throw badRequest(`This model has no value: ${thrown.message}.`, 'response_format')
  }
}
