import type { Context } from './kit.ts'

const HEADERS = ['content-type', 'cache-control', 'content-security-policy']

/** `GET /publishing-accounts/:account/picture` */
export async function showPicture(page: Context): Promise<Response> {
  const params = { id: page.param('account') }
  const answer = await page.api.file('getAccountPicture', { params })
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}
