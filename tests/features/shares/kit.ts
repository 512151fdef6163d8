import { z } from 'zod'
import { init } from '../../http/kit.ts'
import type { Served } from '../../console/kit.ts'

const Made = z.object({ id: z.string(), path: z.string(), url: z.string(), ends_at: z.string() })

/** Makes a link as the operator. */
export async function makeShare(served: Served, json: object) {
  const answer = await served.app.request('/api/shares', init('POST', { json }))
  if (answer.status !== 201) throw new Error(await answer.text())
  return Made.parse(await answer.json())
}

/** What a browser gets at an address of a link, in words. */
export async function openShare(
  served: Served,
  path: string,
  { language = 'en', cookie, form }: { language?: string; cookie?: string; form?: string } = {},
) {
  const answer = await fetch(`${served.url}${path}`, {
    method: form === undefined ? 'GET' : 'POST',
    ...(form !== undefined && { body: new URLSearchParams({ password: form }) }),
    headers: { 'accept-language': language, ...(cookie !== undefined && { cookie }) },
    redirect: 'manual',
  })
  const source = await answer.text()
  const text = source
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return { status: answer.status, headers: answer.headers, source, text }
}
