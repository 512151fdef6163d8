import { pageKit, type ContextOf } from '../../../../console/kit/page-kit.ts'
import { messages } from '../../texts/images/index.ts'

const kit = pageKit(messages)

const HEADERS = ['content-type', 'cache-control', 'content-security-policy']

/**
 * Returns a picture from our own store: the platform's addresses expire, and reveal who views them.
 */
async function showImage({ api, param }: ContextOf<typeof kit>): Promise<Response> {
  const answer = await api.file('getMedia', { params: { hash: param('hash') } })
  const headers = HEADERS.map((name): [string, string] => [name, answer.headers.get(name) ?? ''])
  return new Response(answer.body, { headers })
}

export const imagesPage = kit.definePage({
  path: '/images',
  nav: null,
  routes: { 'GET /images/:hash{[0-9a-f]{64}}': showImage },
})
