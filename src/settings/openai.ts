import { z } from 'zod'
import { webhookKey } from '../base/webhook-signature.ts'
import { setting } from './setting.ts'
import { amountFrom, amountUpTo, hours, wholeFrom } from './types.ts'

export const openAiSettings = {
  openaiApiKey: setting(
    'OPENAI_API_KEY',
    z.string().min(8).optional(),
    'API key of OpenAI. Without it, AI tasks wait and health says so.',
    { isSecret: true, isCommon: true },
  ),
  openaiBaseUrl: setting(
    'OPENAI_BASE_URL',
    z
      .url({ protocol: /^https?$/, error: 'expected https://host/path' })
      .default('https://api.openai.com/v1'),
    'Base URL of the OpenAI API.',
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
    'Secret of the OpenAI webhook for batch events at https://HOST/api/webhooks/openai. ' +
      'During a change, list several, separated by spaces. Without it, gramd notices the end of ' +
      'a batch only by polling (docs/batches.md).',
    { isSecret: true },
  ),
  openaiModel: setting(
    'GRAMD_OPENAI_MODEL',
    z.string().min(1).default('gpt-6-luna'),
    'Model that analyzes creators.',
    { isCommon: true },
  ),
  openaiReasoningEffort: setting(
    'GRAMD_OPENAI_REASONING_EFFORT',
    z.enum(['none', 'minimal', 'low', 'medium', 'high']).default('none'),
    'Reasoning effort of the model: none, minimal, low, medium or high.',
  ),
  openaiDailyBudgetUsd: setting(
    'GRAMD_OPENAI_DAILY_BUDGET_USD',
    amountUpTo(1_000_000).default(5),
    'Budget of a UTC day, in US dollars; batches wait when it is spent.',
    { isCommon: true, unsafe: { above: 100, risk: 'a mistake costs that much every day' } },
  ),
  openaiDirectCalls: setting(
    'GRAMD_OPENAI_DIRECT_CALLS',
    wholeFrom(1, 100).default(6),
    'Maximum number of questions that a model answers directly at once, in all replicas ' +
      'together: analyses that a person waits for (docs/insights.md), advice, and posts of ' +
      'stores, of which at most GRAMD_CATALOG_MODEL_CALLS.',
  ),
  openaiInputUsdPerMillion: setting(
    'GRAMD_OPENAI_INPUT_USD_PER_MILLION',
    amountFrom(0, 100_000).optional(),
    "Price of the model's input in a batch, in US dollars per million tokens; a direct call " +
      "costs twice as much. The default is the price in gramd's own table. A model outside that " +
      'table requires this and GRAMD_OPENAI_OUTPUT_USD_PER_MILLION (docs/analysis.md).',
  ),
  openaiOutputUsdPerMillion: setting(
    'GRAMD_OPENAI_OUTPUT_USD_PER_MILLION',
    amountFrom(0, 100_000).optional(),
    "Price of the model's output in a batch, in US dollars per million tokens.",
  ),
  openaiEnqueuedTokens: setting(
    'GRAMD_OPENAI_ENQUEUED_TOKENS',
    wholeFrom(1, 1_000_000_000_000).default(2_000_000),
    "OpenAI's limit of prompt tokens in the open batches of one model. The default is the " +
      'smallest known limit; the limits page of your OpenAI account shows yours, by tier ' +
      '(docs/analysis.md). A higher limit sends a backlog sooner.',
  ),
  batchMinTasks: setting(
    'GRAMD_BATCH_MIN_TASKS',
    wholeFrom(1, 50_000).default(10),
    'gramd sends a batch when this many AI tasks of a kind wait, or when the oldest has ' +
      'waited GRAMD_BATCH_MAX_WAIT_HOURS.',
  ),
  batchMaxTasks: setting(
    'GRAMD_BATCH_MAX_TASKS',
    wholeFrom(1, 50_000).default(2_000),
    'Maximum number of AI tasks in one batch, up to 50000.',
  ),
  batchMaxMegabytes: setting(
    'GRAMD_BATCH_MAX_MEGABYTES',
    amountUpTo(190).default(90),
    'Maximum size of the input file of a batch, including pictures. OpenAI accepts 200, but ' +
      'users have seen uploads near that limit break.',
  ),
  batchMaxWaitMs: setting(
    'GRAMD_BATCH_MAX_WAIT_HOURS',
    hours(0.0001, 720).default(2 * 3_600_000),
    'Longest time that an AI task waits before gramd sends a batch.',
  ),
  staleBatchMs: setting(
    'GRAMD_STALE_BATCH_HOURS',
    hours(0.0001, 720).default(26 * 3_600_000),
    'Age at which gramd treats an OpenAI batch as stuck and cancels it.',
  ),
}
