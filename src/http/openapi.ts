import { Problem, type Router } from './router.ts'

type Document = ReturnType<Router['getOpenAPI31Document']>
type PathItem = NonNullable<Document['paths']>[string]
type Operation = NonNullable<PathItem['get']>

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

const DESCRIPTION = `gramd collects, analyzes and keeps fresh what a team needs to know about Instagram creators.

- **Authentication**: \`Authorization: Bearer TOKEN\`, with SCRAPER_API_KEY or a token made with \`POST /api/tokens\`. GET
  needs the scope \`read\`, everything else \`write\`; what needs \`admin\` says so.
- **Errors** are RFC 9457 problems with a \`code\` that never changes, the faulty fields in \`errors\`, and the request's id.
- **Lists** take \`limit\` and either \`offset\` or the \`cursor\` that the page before gave as \`next_cursor\`.
- **Idempotency-Key** on a POST: the same request sent again within 24 hours gets its first answer, with
  \`Idempotency-Replayed: true\`.
- **Times** are ISO 8601 in UTC.`

const STANDARD_PROBLEMS = {
  400: 'The body is not valid JSON',
  401: 'No token, or one that is not known',
  403: "The token's scopes do not allow this",
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'A field is faulty; `errors` says which and why',
  500: 'A defect of gramd; the log has the details under the request id',
  503: 'gramd or its database cannot answer now',
} as const

/** Serves /openapi.json: what the routers declare, and what is true for all of them. */
export function serveOpenApi(app: Router, version: string): void {
  let document: Document | undefined
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'SCRAPER_API_KEY, or a token made with POST /api/tokens',
  })
  app.openAPIRegistry.register('Problem', Problem)
  app.get('/openapi.json', (c) => {
    document ??= complete(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'gramd',
          version,
          description: DESCRIPTION,
          license: { name: 'MIT' },
        },
        servers: [{ url: './', description: 'Where this document was fetched from' }],
        security: [{ bearer: [] }],
      }),
    )
    return c.json(document)
  })
}

function complete(document: Document): Document {
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method]
      if (operation) completeOperation(operation, method)
    }
  }
  return document
}

function completeOperation(operation: Operation, method: (typeof METHODS)[number]): void {
  const responses: NonNullable<Operation['responses']> = operation.responses ?? {}
  for (const [status, description] of standardProblems(operation)) {
    responses[status] ??= {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }
  }
  operation.responses = responses
  if (method !== 'post' || isSigned(operation)) return
  operation.parameters = [
    ...(operation.parameters ?? []),
    {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'Makes it safe to send the request again: see the introduction',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    },
  ]
}

/** What any route like this may answer; one that is vouched for by a signature looks at its body by itself. */
function standardProblems(operation: Operation): [status: string, description: string][] {
  const open = operation.security?.some((requirement) => Object.keys(requirement).length === 0)
  const hasBody = operation.requestBody !== undefined
  return Object.entries(STANDARD_PROBLEMS).filter(([status]) => {
    if (isSigned(operation)) return Number(status) >= 500
    if (['400', '413', '415'].includes(status)) return hasBody
    if (['401', '403'].includes(status)) return !open
    return status !== '422' || hasBody || operation.parameters !== undefined
  })
}

const isSigned = ({ security }: Operation): boolean => security?.length === 0
