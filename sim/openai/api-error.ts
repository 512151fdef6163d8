/** The four fields of every error that the API sends. */
export type ApiProblem = {
  message: string
  type: string
  param: string | null
  code: string | null
}

/** An error answer: HTTP status and problem. Thrown by whatever serves a request, sent by the app. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: ApiProblem

  constructor(status: number, problem: ApiProblem) {
    super(problem.message)
    this.status = status
    this.problem = problem
  }
}

/** The problem of a request that is at fault itself. */
export function invalidRequest(
  message: string,
  param: string | null = null,
  code: string | null = null,
): ApiProblem {
  return { message, type: 'invalid_request_error', param, code }
}

export const badRequest = (
  message: string,
  param: string | null = null,
  code: string | null = null,
): ApiError => new ApiError(400, invalidRequest(message, param, code))

export const notFound = (message: string, param: string | null = null): ApiError =>
  new ApiError(404, invalidRequest(message, param))

/** An error answer as the API sends it. */
export function errorResponse(
  status: number,
  problem: ApiProblem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ error: problem }, { status, headers })
}
