import { InvalidInputError } from '../../base/errors.ts'

/** Too many creators have to be read for a page. */
export class QueryTooSlowError extends InvalidInputError {
  override readonly code = 'query_too_slow'

  constructor(cause: unknown) {
    super(
      'too many creators have to be read for this question: narrow it, as by tier, language, ' +
        'category or min_followers, or ask for rarer words',
      [],
      { cause },
    )
  }
}
