import type { LimitLeft, RequestLimit } from '../base/errors.ts'

/**
 * Returns headers with the remainder of some limits, as in draft-ietf-httpapi-ratelimit-headers-10.
 */
export const rateLimitHeaders = (limits: readonly LimitLeft[]): Record<string, string> => ({
  'ratelimit-policy': limits.map(({ limit }) => policyOf(limit)).join(', '),
  ratelimit: limits.map(leftOf).join(', '),
})

const policyOf = ({ name, quota, unit, windowSeconds }: RequestLimit): string =>
  `"${name}";q=${quota};qu="${unit}"${windowSeconds === undefined ? '' : `;w=${windowSeconds}`}`

const leftOf = ({ limit, left, resetSeconds }: LimitLeft): string =>
  `"${limit.name}";r=${left}${resetSeconds === undefined ? '' : `;t=${resetSeconds}`}`

/** Declares the rate limit headers in the answers of a route. */
export const RATE_LIMIT_HEADERS = {
  'RateLimit-Policy': {
    description:
      'The limits of this request: `q` is the quota, `qu` its unit, `w` its window in seconds ' +
      '(draft-ietf-httpapi-ratelimit-headers)',
    schema: { type: 'string' as const },
    example: '"direct_calls";q=2;qu="concurrent-requests"',
  },
  RateLimit: {
    description: 'What is left: `r` of the quota, `t` seconds until there is more',
    schema: { type: 'string' as const },
    example: '"direct_calls";r=1',
  },
}
