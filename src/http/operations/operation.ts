import type { HttpContext } from '../context.ts'
import type { RouteDeclaration } from '../router.ts'

/** What a caller sends and gets, as JSON has it. Exists for the compiler alone. */
type CallTypes = { params: unknown; query: unknown; body: unknown; answer: unknown }

/**
 * One thing that gramd can do: declared once, and read by the API, its document, the console and the
 * commands. `Services` are what its handler needs.
 */
export type Operation<Services, Types extends CallTypes = CallTypes> = {
  /** Everything but the operation id, which is its key among the operations of its feature. */
  route: RouteDeclaration
  handle: (services: Services, c: HttpContext) => Promise<Response>
  /** Never set. */
  types?: Types
}

/** Operations by their ids. */
export type Operations<Services> = Readonly<Record<string, Operation<Services>>>
