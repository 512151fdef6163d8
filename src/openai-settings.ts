import { z } from 'zod'
import { amount, count, hours, list, positive } from './setting-types.ts'
import { webhookKey } from './webhook-signature.ts'

/** The settings of analyses, for `config.ts`. */
export const openAiSettings = {
  OPENAI_API_KEY: z.string().min(8).optional(),
  OPENAI_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'expected https://host/path' })
    .default('https://api.openai.com/v1'),
  OPENAI_WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(/\s+/).filter((secret) => secret !== ''))
    .refine(
      (secrets) => secrets.length > 0 && secrets.every(webhookKey),
      'expected whsec_ and at least 16 bytes in Base64; several are separated by spaces',
    )
    .optional(),
  OPENAI_MODEL: z.string().min(1).default('gpt-6-luna'),
  OPENAI_REASONING_EFFORT: z.enum(['none', 'minimal', 'low', 'medium', 'high']).default('none'),
  OPENAI_DAILY_BUDGET_USD: positive.default(5),
  OPENAI_DIRECT_CALLS: count.max(100, 'expected at most 100').default(2),
  OPENAI_INPUT_USD_PER_MILLION: amount.nonnegative('expected a number from 0').optional(),
  OPENAI_OUTPUT_USD_PER_MILLION: amount.nonnegative('expected a number from 0').optional(),
  OPENAI_ENQUEUED_TOKENS: count.default(2_000_000),
  BATCH_MIN_TASKS: count.default(10),
  BATCH_MAX_TASKS: count.max(50_000, 'expected at most 50000').default(2_000),
  BATCH_MAX_MEGABYTES: positive.max(190, 'expected at most 190').default(90),
  BATCH_MAX_WAIT_HOURS: hours.default(2 * 3_600_000),
  AI_SECTIONS: list
    .pipe(
      z.array(
        z.enum(['life_situation', 'lifestyle', 'content', 'commercial', 'audience_inference']),
      ),
    )
    .default(['life_situation', 'lifestyle', 'content', 'commercial', 'audience_inference']),
}
