import { z } from 'zod'
import { webhookKey } from '../webhook-signature.ts'
import { setting, settingGroup } from './setting.ts'
import { amount, count, cron, hours, list, positive } from './types.ts'

const SECTIONS = [
  'life_situation',
  'lifestyle',
  'content',
  'commercial',
  'audience_inference',
] as const

export const openAiSettings = settingGroup('OpenAI', {
  OPENAI_API_KEY: setting(
    z.string().min(8).optional(),
    'API key of OpenAI. Without it, analyses wait and health says so.',
    { isSecret: true, isCommon: true },
  ),
  OPENAI_BASE_URL: setting(
    z
      .url({ protocol: /^https?$/, error: 'expected https://host/path' })
      .default('https://api.openai.com/v1'),
    'Base URL of the OpenAI API.',
  ),
  OPENAI_WEBHOOK_SECRET: setting(
    z
      .string()
      .transform((text) => text.split(/\s+/).filter((secret) => secret !== ''))
      .refine(
        (secrets) => secrets.length > 0 && secrets.every(webhookKey),
        'expected whsec_ and at least 16 bytes in Base64; several are separated by spaces',
      )
      .optional(),
    'Secret of the OpenAI webhook for batch events at https://HOST/api/webhooks/openai. During a change, list several, separated by spaces. Without it, gramd notices the end of a batch only by polling (docs/batches.md).',
    { isSecret: true },
  ),
  OPENAI_MODEL: setting(z.string().min(1).default('gpt-6-luna'), 'Model that analyzes creators.', {
    isCommon: true,
  }),
  OPENAI_REASONING_EFFORT: setting(
    z.enum(['none', 'minimal', 'low', 'medium', 'high']).default('none'),
    'Reasoning effort of the model: none, minimal, low, medium or high.',
  ),
  OPENAI_DAILY_BUDGET_USD: setting(
    positive.default(5),
    'Budget of a UTC day, in US dollars; batches wait when it is spent.',
    { isCommon: true, unsafe: { above: 100, risk: 'a mistake costs that much every day' } },
  ),
  OPENAI_DIRECT_CALLS: setting(
    count.max(100, 'expected at most 100').default(2),
    'Maximum number of direct analyses (docs/insights.md) at once, in all replicas together.',
  ),
  OPENAI_INPUT_USD_PER_MILLION: setting(
    amount.nonnegative('expected a number from 0').optional(),
    "Price of the model's input in a batch, in US dollars per million tokens; a direct call costs twice as much. The default is the price in gramd's own table. A model outside that table requires this and GRAMD_OPENAI_OUTPUT_USD_PER_MILLION (docs/analysis.md).",
  ),
  OPENAI_OUTPUT_USD_PER_MILLION: setting(
    amount.nonnegative('expected a number from 0').optional(),
    "Price of the model's output in a batch, in US dollars per million tokens.",
  ),
  OPENAI_ENQUEUED_TOKENS: setting(
    count.default(2_000_000),
    "OpenAI's limit of prompt tokens in the open batches of one model. The default is the smallest known limit; the limits page of your OpenAI account shows yours, by tier (docs/analysis.md). A higher limit sends a backlog sooner.",
  ),
  BATCH_MIN_TASKS: setting(
    count.default(10),
    'gramd sends a batch when this many analyses wait, or when the oldest has waited GRAMD_BATCH_MAX_WAIT_HOURS.',
  ),
  BATCH_MAX_TASKS: setting(
    count.max(50_000, 'expected at most 50000').default(2_000),
    'Maximum number of analyses in one batch, up to 50000.',
  ),
  BATCH_MAX_MEGABYTES: setting(
    positive.max(190, 'expected at most 190').default(90),
    'Maximum size of the input file of a batch, including pictures. OpenAI accepts 200, but users have seen uploads near that limit break.',
  ),
  BATCH_MAX_WAIT_HOURS: setting(
    hours.default(2 * 3_600_000),
    'Longest time that an analysis waits before gramd sends a batch.',
  ),
  STALE_BATCH_HOURS: setting(
    hours.default(26 * 3_600_000),
    'Age at which gramd treats an OpenAI batch as stuck and cancels it.',
  ),
  CRON_POLL_BATCHES: setting(
    cron.default('*/15 * * * *'),
    'When poll_batches sends batches and reads the state and results of open ones.',
  ),
  AI_SECTIONS: setting(
    list.pipe(z.array(z.enum(SECTIONS))).default([...SECTIONS]),
    'Sections of the analysis: any of life_situation, lifestyle, content, commercial, audience_inference.',
  ),
})
