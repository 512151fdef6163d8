import { z } from 'zod'
import { webhookKey } from '../base/webhook-signature.ts'
import { setting } from './setting.ts'
import { amount, count, hours, positive } from './types.ts'

export const openAiSettings = {
  openaiApiKey: setting(
    'OPENAI_API_KEY',
    z.string().min(8).optional(),
    'Without a key, analyses wait and health says so.',
    { isSecret: true, isCommon: true },
  ),
  openaiBaseUrl: setting(
    'OPENAI_BASE_URL',
    z
      .url({ protocol: /^https?$/, error: 'expected https://host/path' })
      .default('https://api.openai.com/v1'),
    'Where the API of OpenAI is.',
  ),
  openaiWebhookSecret: setting(
    'OPENAI_WEBHOOK_SECRET',
    z
      .string()
      .transform((text) => text.split(/\s+/).filter((secret) => secret !== ''))
      .refine(
        (secrets) => secrets.length > 0 && secrets.every(webhookKey),
        'expected whsec_ and at least 16 bytes in Base64; several are separated by spaces',
      )
      .optional(),
    'Of a webhook for batch events to https://HOST/api/webhooks/openai; several, separated by spaces, while it changes. Without one, ends of batches are noticed by polling alone (docs/batches.md).',
    { isSecret: true },
  ),
  openaiModel: setting(
    'GRAMD_OPENAI_MODEL',
    z.string().min(1).default('gpt-6-luna'),
    'The model that analyzes creators.',
    { isCommon: true },
  ),
  openaiReasoningEffort: setting(
    'GRAMD_OPENAI_REASONING_EFFORT',
    z.enum(['none', 'minimal', 'low', 'medium', 'high']).default('none'),
    'none, minimal, low, medium or high.',
  ),
  openaiDailyBudgetUsd: setting(
    'GRAMD_OPENAI_DAILY_BUDGET_USD',
    positive.default(5),
    'What may be spent in a day, in US dollars; batches wait when it is spent.',
    { isCommon: true, unsafe: { above: 100, risk: 'a mistake costs that much every day' } },
  ),
  openaiDirectCalls: setting(
    'GRAMD_OPENAI_DIRECT_CALLS',
    count.max(100, 'expected at most 100').default(2),
    'Direct analyses (docs/insights.md) under way at once, in all replicas together.',
  ),
  openaiInputUsdPerMillion: setting(
    'GRAMD_OPENAI_INPUT_USD_PER_MILLION',
    amount.nonnegative('expected a number from 0').optional(),
    "Price of the model's input in a batch, in US dollars per million tokens; a direct call costs twice as much. Without it, that of gramd's own table; required, with GRAMD_OPENAI_OUTPUT_USD_PER_MILLION, for a model that is not in it (docs/analysis.md).",
  ),
  openaiOutputUsdPerMillion: setting(
    'GRAMD_OPENAI_OUTPUT_USD_PER_MILLION',
    amount.nonnegative('expected a number from 0').optional(),
    "The same for the model's output.",
  ),
  openaiEnqueuedTokens: setting(
    'GRAMD_OPENAI_ENQUEUED_TOKENS',
    count.default(2_000_000),
    'Prompt tokens that OpenAI lets wait in batches of one model at a time. The default is the smallest limit that is known; yours is on the limits page of your account, by tier (docs/analysis.md). A larger one sends a backlog sooner.',
  ),
  batchMinTasks: setting(
    'GRAMD_BATCH_MIN_TASKS',
    count.default(10),
    'A batch is sent when this many analyses wait, or when the oldest has waited GRAMD_BATCH_MAX_WAIT_HOURS.',
  ),
  batchMaxTasks: setting(
    'GRAMD_BATCH_MAX_TASKS',
    count.max(50_000, 'expected at most 50000').default(2_000),
    'The most analyses in one batch, up to 50000.',
  ),
  batchMaxMegabytes: setting(
    'GRAMD_BATCH_MAX_MEGABYTES',
    positive.max(190, 'expected at most 190').default(90),
    'The largest input file of a batch, pictures included; OpenAI takes 200, but uploads near that have been seen to break.',
  ),
  batchMaxWaitMs: setting(
    'GRAMD_BATCH_MAX_WAIT_HOURS',
    hours.default(2 * 3_600_000),
    'How long the oldest analysis waits at most before a batch is sent.',
  ),
  staleBatchMs: setting(
    'GRAMD_STALE_BATCH_HOURS',
    hours.default(26 * 3_600_000),
    'After this time an OpenAI batch is taken for stuck and ended.',
  ),
}
