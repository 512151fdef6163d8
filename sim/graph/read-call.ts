import type { Call, Context } from './call.ts'
import type { CodeStore } from './codes.ts'
import type { Exchange } from './endpoints/exchange.ts'
import type { Login } from './grants.ts'

/** Parameters of the query and of a form. */
async function paramsOf(request: Request, url: URL): Promise<URLSearchParams> {
  const params = new URLSearchParams(url.searchParams)
  if (request.method === 'GET' || request.body === null) return params
  const isForm = /multipart|urlencoded/.test(request.headers.get('content-type') ?? '')
  if (!isForm) return params
  for (const [name, value] of await request.formData()) {
    if (typeof value === 'string') params.set(name, value)
  }
  return params
}

/** A request as the endpoints for tokens read it. */
export async function exchangeOf(
  { context, codes }: { context: Context; codes: CodeStore },
  request: Request,
  url: URL,
): Promise<Exchange> {
  const params = await paramsOf(request, url)
  return { context, codes, params, method: request.method, at: context.clock.now().getTime() }
}

/** A call before its path is read. */
export const callOf = (context: Context, { method }: Request, login: Login): Call => ({
  context,
  method,
  login,
  version: '',
  path: [],
  params: new URLSearchParams(),
  at: context.clock.now().getTime(),
})
