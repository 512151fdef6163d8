import type { IncomingMessage } from 'node:http'
import { readText } from '../../read-text.ts'

/** A request with its body read; `form` holds the fields of the body, a `signed_body` unfolded. */
export type RawRequest = {
  method: string
  path: string
  query: URLSearchParams
  form: Record<string, unknown>
}

/** Reads a request to its end. Rejects when the client goes away first or sends more than a megabyte. */
export async function readRequest(request: IncomingMessage): Promise<RawRequest> {
  const body = await readText(request)
  const url = new URL(request.url ?? '/', 'https://i.instagram.com')
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    form: readForm(body),
  }
}

/** `signed_body` is `<signature>.<json>`; the signature is not checked, since the key is in every app. */
function readForm(body: string): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.fromEntries(new URLSearchParams(body))
  const signed = fields['signed_body']
  if (typeof signed !== 'string') return fields
  const payload = parseObject(signed.slice(signed.indexOf('.') + 1))
  return { ...fields, ...payload }
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {} // an unreadable body is an empty one; the endpoint misses its fields and says so
  }
}
