import type { Scope } from '../base/roles.ts'
import { METHODS, type Method } from '../http/description/document.ts'
import { inputOf, type ToolInput } from './input-schema.ts'
import { fieldsOf, isFields, textOf, textsOf, type Fields } from './json.ts'

/** An operation as assistants see it. */
export type Tool = ToolInput & {
  name: string
  method: Method
  path: string
  summary: string
  description: string
  tags: readonly string[]
  /** Any of them suffices. */
  scopes: readonly string[]
  /** Changes nothing. */
  isRead: boolean
  isAdditive: boolean
  /** Takes Idempotency-Key. */
  takesKey: boolean
  /** Takes If-Match. */
  takesVersion: boolean
  /** Answers page by page. */
  isPaged: boolean
  /** The fields in the list of tools; null when it is found by a search only. */
  listed: readonly string[] | null
  /** The address of what it reads, with parameters. */
  resource: string | null
}

/**
 * Areas that no assistant reads or changes, whatever its token may do elsewhere: accounts and their
 * secrets, users and their tokens, the audit log, erasures, raw answers of other owners.
 */
const CLOSED = /^(?:accounts|users|audit|erasure):|^own:all$|^system:write$/

/** Returns the tools of the OpenAPI document, in its order. */
export function toolsOf(document: object): Tool[] {
  const root = fieldsOf(JSON.parse(JSON.stringify(document)))
  return Object.entries(fieldsOf(root['paths'])).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = fieldsOf(item)[method]
      if (!isFields(operation) || !isOpenToAssistants(operation)) return []
      return [toolOf(root, { path, method, operation })]
    }),
  )
}

/** Needs a scope of an open area, no recent password, and speaks JSON. */
function isOpenToAssistants(operation: Fields): boolean {
  const scopes = textsOf(operation['x-scopes'])
  if (operation['x-assistant'] === 'never' || 'x-elevated' in operation) return false
  if (scopes.every((scope) => CLOSED.test(scope))) return false
  const body = fieldsOf(fieldsOf(operation['requestBody'])['content'])
  const takesJson = !('requestBody' in operation) || 'application/json' in body
  return takesJson && answersJson(operation)
}

const answersJson = (operation: Fields): boolean =>
  Object.entries(fieldsOf(operation['responses'])).some(([status, answer]) => {
    const content = fieldsOf(fieldsOf(answer)['content'])
    return status === '204' ? !isStream(operation) : status < '300' && 'application/json' in content
  })

const isStream = (operation: Fields): boolean =>
  JSON.stringify(operation['responses'] ?? {}).includes('text/event-stream')

type Declared = { path: string; method: Method; operation: Fields }

function toolOf(root: Fields, { path, method, operation }: Declared): Tool {
  const input = inputOf(root, operation)
  const use = fieldsOf(operation['x-assistant'])
  const isRead = method === 'get'
  return {
    ...input,
    name: textOf(operation['operationId']),
    method,
    path,
    summary: textOf(operation['summary']),
    description: textOf(operation['description']).replace(/^Needs the scope [^.]*\. ?/, ''),
    tags: textsOf(operation['tags']),
    scopes: textsOf(operation['x-scopes']),
    isRead,
    isAdditive: use['isAdditive'] === true,
    takesKey: method === 'post',
    takesVersion: '412' in fieldsOf(operation['responses']),
    isPaged: isRead && input.places.has('limit'),
    listed:
      use['tool'] === true ? [...input.places.keys()] : 'tool' in use ? textsOf(use['tool']) : null,
    resource: typeof use['resource'] === 'string' ? use['resource'] : null,
  }
}

/** Whether a caller with these scopes may call it. */
export const mayCall = ({ scopes }: Tool, held: readonly Scope[]): boolean =>
  scopes.some((scope) => held.some((each) => each === scope))
