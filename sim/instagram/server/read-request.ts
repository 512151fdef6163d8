import type { IncomingMessage } from 'node:http'
import { readText } from '../../read-text.ts'
import { isUploadPath, type UploadBook } from '../publishing/upload-book.ts'

/** A request with its parsed form, including the fields of a `signed_body`. */
export type RawRequest = {
  method: string
  path: string
  query: URLSearchParams
  form: Record<string, unknown>
}

/**
 * Rejects if the client disconnects or sends more than a megabyte; the bytes of files go into the
 * book of uploads, of any size and as far as they come.
 */
export async function readRequest(
  request: IncomingMessage,
  uploads: UploadBook,
): Promise<RawRequest> {
  const url = new URL(request.url ?? '/', 'https://i.instagram.com')
  const isFile = request.method === 'POST' && isUploadPath(url.pathname)
  if (isFile) await uploads.receive(url.pathname, request)
  const body = isFile ? '' : await readText(request)
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    form: readForm(body),
  }
}

/** `signed_body` is `<signature>.<json>`; every app has the key, so the signature is ignored. */
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
    return {} // an unreadable body counts as empty; the endpoint reports its missing fields
  }
}
