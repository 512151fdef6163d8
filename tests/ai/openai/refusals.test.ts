import { expect, test } from 'vitest'
import OpenAI from 'openai'
import { openAiError, refusalCode } from '../../../src/ai/openai/errors.ts'

const of = (status: number | null, code: string | null, message = '') =>
  refusalCode({ status, code, message })

test('key, quota and model are told apart by status, code and words', () => {
  expect(of(401, 'invalid_api_key')).toBe('openai_unauthorized')
  expect(of(429, 'insufficient_quota')).toBe('openai_quota_spent')
  expect(of(null, 'billing_hard_limit_reached')).toBe('openai_quota_spent')
  expect(of(404, 'model_not_found')).toBe('openai_model_unavailable')
  expect(of(null, 'model_not_found')).toBe('openai_model_unavailable')
})

test.for([
  [
    'model_not_found',
    'Project `proj_x` does not have access to model `gpt-6-luna`',
    'openai_model_unavailable',
  ],
  [
    null,
    'The model `gpt-x` does not exist or you do not have access to it.',
    'openai_model_unavailable',
  ],
  ['unsupported_country_region_territory', 'Country not supported', 'openai_forbidden'],
  [
    'ip_not_authorized',
    'Your request was made from an address that is not allowed',
    'openai_forbidden',
  ],
  [
    'missing_scope',
    'You have insufficient permissions. Missing scopes: api.files.write',
    'openai_forbidden',
  ],
  ['account_deactivated', 'The account was deactivated', 'openai_unauthorized'],
  ['billing_not_active', 'Your account is not active', 'openai_quota_spent'],
  [null, 'Forbidden', 'openai_forbidden'],
] as const)(
  '403 %s is not blamed on the key unless it is to blame',
  ([code, message, expected]) => {
    expect(of(403, code, message)).toBe(expected)

    const error = openAiError(
      new OpenAI.PermissionDeniedError(403, { code, message }, message, new Headers()),
      'k',
    )
    expect(error.code).toBe(expected)
    if (expected !== 'openai_unauthorized') expect(error.message).not.toContain('refuses the key')
    if (expected === 'openai_forbidden') expect(error.message).toContain(message)
  },
)

test.for([400, 404, 410])('a status of %i tells by its words that a model is gone', (status) => {
  const words = [
    'The model `gpt-5-nano` has been deprecated, learn more here: …',
    'This model was shut down on 2026-12-11.',
    'The model gpt-x does not exist or you do not have access to it.',
  ]
  for (const message of words) expect(of(status, null, message)).toBe('openai_model_unavailable')
})

test('what passes by itself, and what the request is to blame for, is no refusal', () => {
  expect(of(429, 'rate_limit_exceeded', 'Rate limit reached for model gpt-6-luna')).toBeNull()
  expect(of(500, null, 'The model has been shut down for a moment')).toBeNull()
  expect(of(400, 'invalid_value', "Parameter 'max_tokens' is deprecated")).toBeNull()
  expect(of(null, 'token_limit_exceeded', 'Enqueued token limit reached for gpt-6-luna')).toBeNull()
  expect(of(404, null, 'No such object.')).toBeNull()
})
