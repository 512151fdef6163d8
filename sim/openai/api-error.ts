/** The four fields of an error of the API. */
export type ApiProblem = {
  message: string
  type: string
  param: string | null
  code: string | null
}

/** An error answer. Request handlers throw it, the app sends it. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: ApiProblem

  constructor(status: number, problem: ApiProblem) {
    super(problem.message)
    this.status = status
    this.problem = problem
  }
}

/** An invalid request. */
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

export function errorResponse(
  status: number,
  problem: ApiProblem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ error: problem }, { status, headers })
}
