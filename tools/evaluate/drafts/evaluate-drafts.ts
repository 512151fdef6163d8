import { OpenAiRefusedError } from '../../../src/ai/openai/errors.ts'
import type { OpenAiGateway } from '../../../src/ai/openai/gateway.ts'
import { readAnswer, type AnswerReading } from '../../../src/ai/read-answer.ts'
import { classify } from '../../../src/base/classify.ts'
import { DraftAnswer } from '../../../src/features/catalog/extract/answer.ts'
import { cleanAnswer } from '../../../src/features/catalog/extract/clean-answer.ts'
import { draftKind } from '../../../src/features/catalog/extract/draft-kind.ts'
import { draftRequest } from '../../../src/features/catalog/extract/draft-request.ts'
import type { CleanDraft } from '../../../src/features/catalog/extract/extracted.ts'
import { priceOf, type EvaluationConfig } from '../evaluate.ts'
import { sum } from '../figures.ts'
import { inParallel } from '../in-parallel.ts'
import { languageOf, postToAsk, type Half, type LabelledPost } from './labelled-post.ts'
import { skipReason } from './left-out.ts'
import { drawPicture, PICTURE_SIZE } from './picture.ts'
import { LABELLED_POSTS } from './posts.ts'

export type DraftChoice = {
  model: string
  /** Maximum number of posts. */
  limit?: number | undefined
  language?: string | undefined
  half?: Half | undefined
}

/** The result for one post. */
export type PostResult = {
  post: LabelledPost
  /**
   * `left_out` by the rules before a model was asked, `failed` without an answer; `code` has the
   * reason.
   */
  outcome: AnswerReading['outcome'] | 'failed' | 'left_out'
  code: string | null
  /** The drafts as they would be stored. */
  drafts: readonly CleanDraft[]
  inputTokens: number
  outputTokens: number
  latencyMs: number
}

export type DraftEstimate = {
  posts: number
  requested: number
  inputTokens: number
  outputTokens: number
  costUsd: number | null
}

const ROW = { taskId: null, subject: null, payload: null }

const chosenPosts = ({ language, limit, half }: DraftChoice): LabelledPost[] =>
  LABELLED_POSTS.filter(
    (post) =>
      (half === undefined || post.half === half) &&
      (language === undefined || [languageOf(post), ...post.languages].includes(language)),
  ).slice(0, limit)

export function estimateDrafts(config: EvaluationConfig, choice: DraftChoice): DraftEstimate {
  const posts = chosenPosts(choice)
  const requested = posts.filter((post) => skipReason(post) === null)
  const inputTokens = sum(requested.map((post) => requestAbout(config, choice, post).promptTokens))
  const outputTokens = requested.length * draftKind.typical.outputTokens
  return {
    posts: posts.length,
    requested: requested.length,
    inputTokens,
    outputTokens,
    costUsd: priceOf(config, choice.model, { inputTokens, outputTokens }),
  }
}

/** Without images only their size is passed, which an estimate needs. */
const requestAbout = (
  { openaiReasoningEffort: effort }: EvaluationConfig,
  { model }: DraftChoice,
  post: LabelledPost,
  images = post.pictures.map(() => ({ base64: '', ...PICTURE_SIZE })),
) => draftRequest(ROW, postToAsk(post), { model, effort, images })

/**
 * Asks a model about each post once, by direct calls with the rules, prompt, schema and cleaning of
 * every extraction. Throws OpenAiRefusedError if OpenAI refuses key, quota or model; any other
 * failure is a result.
 */
export async function evaluateDrafts(
  config: EvaluationConfig,
  gateway: Pick<OpenAiGateway, 'complete'>,
  choice: DraftChoice,
): Promise<PostResult[]> {
  const stop = new AbortController()
  const ask = async (post: LabelledPost): Promise<PostResult> => {
    const startedAt = performance.now()
    const none = { post, drafts: [], inputTokens: 0, outputTokens: 0, latencyMs: 0 }
    const reason = skipReason(post)
    if (reason !== null) return { ...none, outcome: 'left_out', code: reason }
    try {
      const images = await Promise.all(post.pictures.map(drawPicture))
      const { body } = requestAbout(config, choice, post, images)
      const end = await gateway.complete(body, { signal: stop.signal })
      return { ...none, ...readDrafts(post, end), ...end.usage, latencyMs: since(startedAt) }
    } catch (thrown) {
      if (thrown instanceof OpenAiRefusedError) {
        stop.abort()
        throw thrown
      }
      const { code } = classify(thrown)
      return { ...none, outcome: 'failed', code, latencyMs: since(startedAt) }
    }
  }
  return await inParallel(chosenPosts(choice), ask)
}

function readDrafts(
  post: LabelledPost,
  end: Awaited<ReturnType<OpenAiGateway['complete']>>,
): Pick<PostResult, 'outcome' | 'code' | 'drafts'> {
  const { outcome, answer, fault } = readAnswer(end, DraftAnswer)
  const request = { ...postToAsk(post), pictures: post.pictures.map((_, place) => place + 1) }
  return { outcome, code: fault?.code ?? null, drafts: answer ? cleanAnswer(answer, request) : [] }
}

const since = (startedAt: number): number => Math.round(performance.now() - startedAt)
