import type { HttpContext, HttpEnv, Router } from '../http/router.ts'
import { OWN_FIELDS } from './describe-tool.ts'
import { isFields, textOf, textsOf, type Fields } from './json.ts'
import { describeRefusal } from './refusal.ts'
import { cutText, rowsThatFit, textOfAnswer, type Shape } from './render-answer.ts'
import type { Tool } from './tools.ts'

export type CallResult = { text: string; isError: boolean }

/** Rows of a page when the caller names no number. */
const USUAL_ROWS = 20

/**
 * Calls an operation as the sender of the request to `/mcp`: through the routes of the API, so that
 * its access, validation, limits, idempotency and audit log apply as to any other client.
 */
export async function callTool(
  api: Router,
  c: HttpContext,
  { tool, args }: { tool: Tool; args: Fields },
): Promise<CallResult> {
  const missing = tool.required.filter((name) => args[name] === undefined || args[name] === '')
  if (missing.length > 0)
    return failure(`${tool.name} needs ${missing.join(' and ')}. Call it again with these fields.`)
  const header = [OWN_FIELDS.key, OWN_FIELDS.version].find((name) => !fitsHeader(args[name]))
  if (header !== undefined)
    return failure(
      `${header} must be 1 to 200 visible ASCII characters. Call again with such a text.`,
    )
  const shape = shapeOf(args)
  const usual = tool.isPaged && args['limit'] === undefined ? { limit: USUAL_ROWS } : {}
  const complete = { ...usual, ...args }
  const first = await send(api, c, { tool, args: complete })
  if (!first.ok) return failure(await describeRefusal(first))
  const answer = await readAnswer(first)
  const fitting = tool.isPaged ? rowsThatFit(answer, shape) : null
  if (fitting === null) return success(tool, answer, shape)
  // A cursor belongs to the end of its page, so a shorter page is read again.
  const shorter = await send(api, c, { tool, args: { ...complete, limit: fitting } })
  if (!shorter.ok) return failure(await describeRefusal(shorter))
  return success(tool, await readAnswer(shorter), shape)
}

const fitsHeader = (value: unknown): boolean =>
  value === undefined || (typeof value === 'string' && /^[\x21-\x7E]{1,200}$/.test(value))

const failure = (text: string): CallResult => ({ text, isError: true })

function success(tool: Tool, answer: unknown, shape: Shape): CallResult {
  if (answer === null) return { text: 'Done.', isError: false }
  return { text: cutText(textOfAnswer(answer, shape), shape, tool.isRead), isError: false }
}

/** The body of an answer with the version of its row; null when it has none. */
async function readAnswer(answer: Response): Promise<unknown> {
  if (answer.status === 204) return null
  const body: unknown = await answer.json()
  const version = answer.headers.get('etag')?.replaceAll('"', '')
  return version !== undefined && isFields(body) ? { version, ...body } : body
}

function shapeOf(args: Fields): Shape {
  const [fields, from] = [args[OWN_FIELDS.fields], args[OWN_FIELDS.from]]
  return {
    ...(Array.isArray(fields) && fields.length > 0 && { fields: textsOf(fields) }),
    ...(typeof from === 'number' && from > 0 && { from: Math.trunc(from) }),
  }
}

type Call = { tool: Tool; args: Fields }

async function send(api: Router, c: HttpContext, { tool, args }: Call): Promise<Response> {
  const path = tool.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(wordsOf(args[name])[0] ?? ''),
  )
  const { query, body } = partsOf(tool, args)
  const search = query.size > 0 ? `?${query.toString()}` : ''
  const [key, version] = [textOf(args[OWN_FIELDS.key]), textOf(args[OWN_FIELDS.version])]
  const init: RequestInit = {
    method: tool.method.toUpperCase(),
    headers: {
      authorization: c.req.header('authorization') ?? '',
      'x-request-id': c.get('requestId'),
      'user-agent': c.req.header('user-agent') ?? '',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== '' && tool.takesKey && { 'idempotency-key': key }),
      ...(version !== '' && tool.takesVersion && { 'if-match': tagOf(version) }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }
  return await api.request(`${path}${search}`, init, bindingsOf(c))
}

/** An entity tag has quotation marks, which the answer leaves out. */
const tagOf = (version: string): string =>
  version === '*' || version.startsWith('"') ? version : `"${version}"`

/** The connection belongs to the request to `/mcp`. */
const bindingsOf = (c: HttpContext): HttpEnv['Bindings'] => ({
  isInternal: true,
  address: c.env?.address,
  ...(c.env?.closing && { closing: c.env.closing }),
})

const OWN: ReadonlySet<string> = new Set(Object.values(OWN_FIELDS))

/** Sends unknown fields all the same, for the operation to refuse by name. */
function partsOf(tool: Tool, args: Fields): { query: URLSearchParams; body: unknown } {
  const takesBody = [...tool.places.values()].includes('body')
  const placed = Object.entries(args).flatMap(([name, value]) => {
    if (value === undefined || (OWN.has(name) && !tool.places.has(name))) return []
    return [{ name, value, place: tool.places.get(name) ?? (takesBody ? 'body' : 'query') }]
  })
  const query = new URLSearchParams()
  for (const { name, value, place } of placed)
    if (place === 'query') for (const each of wordsOf(value)) query.append(name, each)
  if (!takesBody) return { query, body: undefined }
  const body = placed.flatMap(({ name, value, place }) => (place === 'body' ? [[name, value]] : []))
  const fields: Fields = Object.fromEntries(body)
  return { query, body: tool.isWhole ? fields['body'] : fields }
}

/** The values of a parameter of the query; none for null. */
function wordsOf(value: unknown): string[] {
  if (value === null) return []
  if (Array.isArray(value)) return value.flatMap(wordsOf)
  return [typeof value === 'string' ? value : JSON.stringify(value)]
}
