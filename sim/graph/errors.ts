/** The error that Meta answers when it refuses. */
export type Problem = {
  message: string
  code: number
  subcode?: number
  type?: string
  isTransient?: boolean
  userTitle?: string
  userMessage?: string
}

/** A refusal. Handlers throw it, the app sends it in Meta's shape. */
export class GraphProblem extends Error {
  readonly status: number
  readonly problem: Problem

  constructor(problem: Problem, status = 400) {
    super(problem.message)
    this.status = status
    this.problem = problem
  }
}

/** Code 100: something about the call is wrong. */
export const invalid = (message: string, subcode?: number): GraphProblem =>
  new GraphProblem({
    message: `(#100) ${message}`,
    code: 100,
    ...(subcode !== undefined && { subcode }),
  })

/** A refusal of something that is published. */
export const rejected = (code: number, subcode: number, message: string): GraphProblem =>
  new GraphProblem({ message: `(#${code}) ${message}`, code, subcode, isTransient: false })

/** Code 100, subcode 33: not there, or not for this token. */
export const missing = (id: string, method = 'get'): GraphProblem =>
  new GraphProblem({
    message:
      `Unsupported ${method} request. Object with ID '${id}' does not exist, cannot be loaded ` +
      'due to missing permissions, or does not support this operation. Please read the Graph ' +
      'API documentation at https://developers.facebook.com/docs/graph-api',
    type: 'GraphMethodException',
    code: 100,
    subcode: 33,
  })

/** Code 10: the token lacks a right. */
export const forbidden = (right?: string): GraphProblem =>
  new GraphProblem(
    {
      message: `(#10) Application does not have permission for this action${right === undefined ? '' : ` (${right})`}`,
      code: 10,
    },
    403,
  )

/** Code 190: the token is no good. */
export const badToken = (message: string, subcode?: number): GraphProblem =>
  new GraphProblem({ message, code: 190, ...(subcode !== undefined && { subcode }) })

/** The body of a refusal. */
export function problemBody({ problem }: GraphProblem, traceId: string) {
  const { message, code, subcode, type, isTransient, userTitle, userMessage } = problem
  return {
    error: {
      message,
      type: type ?? 'OAuthException',
      code,
      ...(subcode !== undefined && { error_subcode: subcode }),
      ...(isTransient !== undefined && { is_transient: isTransient }),
      ...(userTitle !== undefined && { error_user_title: userTitle }),
      ...(userMessage !== undefined && { error_user_msg: userMessage }),
      fbtrace_id: traceId,
    },
  }
}
