import { ConflictError } from '../../base/errors.ts'

/** The creator cannot be analyzed as it is. */
export class NotAnalyzableError extends ConflictError {
  override readonly code: 'creator_without_data' | 'creator_unavailable' | 'analysis_under_way'

  constructor(code: NotAnalyzableError['code'], message: string) {
    super(message)
    this.code = code
  }
}
