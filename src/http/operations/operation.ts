import type { Access, SignatureCheck } from '../access/access.ts'
import type { HttpContext } from '../context.ts'
import type { RouteDeclaration } from '../router.ts'

/** The input and the answer of a caller, as JSON has them. Exists for the compiler alone. */
type CallTypes = {
  params: unknown
  query: unknown
  body: unknown
  answer: unknown
  /**
   * Whether it takes a body that is no JSON, such as a form with files; instead of `body` if that
   * is declared, too.
   */
  takesFile?: boolean
}

export type RequestBody = NonNullable<NonNullable<RouteDeclaration['request']>['body']>

/** The callers that may call an operation, except for the sender of a signed body. */
export type CallerAccess = Exclude<Access, { signature: SignatureCheck }>

/** The callers that may call an operation; the secret of a signature comes with the services. */
export type OperationAccess<Services> =
  | CallerAccess
  | { signature: (services: Services) => SignatureCheck; maxBytes: number }

/**
 * One thing that gramd can do: declared once, and read by the API, its document, the console and
 * the commands. `Services` are what its handler needs.
 */
export type Operation<Services, Types extends CallTypes = CallTypes> = {
  /** Everything but the operation id, which is its key among the operations of its feature. */
  route: Omit<RouteDeclaration, 'access'> & { access: OperationAccess<Services> }
  /** A body whose limits or folder come with the services. */
  bodyOf?: (services: Services) => RequestBody
  handle: (services: Services, c: HttpContext) => Promise<Response>
  /** Never set. */
  types?: Types
}

/** Operations by their ids. */
export type Operations<Services> = Readonly<Record<string, Operation<Services>>>
