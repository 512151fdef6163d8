import { z } from 'zod'
import { classify } from '../../../base/classify.ts'
import { storeModels } from '../../../ai/models/model-end.ts'
import {
  OpenAiAnswerError,
  OpenAiDownError,
  OpenAiRefusedError,
  OpenAiRejectedError,
} from '../../../ai/openai/errors.ts'
import type { ListedModel } from '../../../ai/openai/listed-model.ts'
import { gatewayOf, type AiContext } from '../../../ai/services.ts'
import { UPKEEP } from '../../../queue/task-access.ts'
import { defineTask } from '../../../queue/task-type.ts'
import type { BatchServices } from '../services.ts'

const Payload = z.object({})
const Result = z.object({
  /** Models of which the list says when they end. */
  models: z.number().int(),
  /** The code of the error that prevented reading the list; null when it was read. */
  failure: z.string().nullable(),
})

/**
 * Errors that concern OpenAI alone: the list of the day before and the table of the release remain
 * in use.
 */
const QUIET = [OpenAiAnswerError, OpenAiDownError, OpenAiRefusedError, OpenAiRejectedError]

/**
 * Reads once a day when OpenAI shuts its models down. A failure neither holds sending nor alerts,
 * since nothing waits for the list: the next day reads it again.
 */
export const readModels = defineTask<
  BatchServices,
  z.output<typeof Payload>,
  z.output<typeof Result>
>({
  name: 'read_models',
  summary: "Reads from OpenAI's list of models when each is shut down.",
  access: UPKEEP,
  payload: Payload,
  result: Result,
  priority: 3,
  resource: 'openai',
  share: 'upkeep',
  dedupeKey: () => 'read_models',
  didNothing: () => true,
  async handle(_task, context) {
    const read = await listed(context)
    if ('failure' in read) {
      context.log.info({ code: read.failure, reason: read.reason }, 'list of models not read')
      return { kind: 'done', result: { models: 0, failure: read.failure } }
    }
    const { models } = read
    return {
      kind: 'done',
      result: { models: models.length, failure: null },
      commit: async (tx) => await storeModels(tx, models, context.services.config.openaiBaseUrl),
    }
  },
})

type Read = { models: ListedModel[] } | { failure: string; reason: string }

async function listed({ services, signal }: AiContext): Promise<Read> {
  try {
    return { models: await gatewayOf(services).listModels({ signal }) }
  } catch (thrown) {
    const error = classify(thrown)
    if (!QUIET.some((kind) => error instanceof kind)) throw error
    return { failure: error.code, reason: error.message }
  }
}
