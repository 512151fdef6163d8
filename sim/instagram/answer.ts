import { encodeJson } from './wire/json.ts'

/** An answer to the client; `delivery` defaults to 'whole'. */
export type Answer = {
  status: number
  headers: Record<string, string | string[]>
  body: string
  /** `cut` and `bad_gzip` damage the body, `reset` closes the socket, `hang` never answers. */
  delivery?: 'whole' | 'cut' | 'bad_gzip' | 'reset' | 'hang'
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' }

export function json(
  body: unknown,
  status = 200,
  headers: Record<string, string | string[]> = {},
): Answer {
  return { status, headers: { ...JSON_TYPE, ...headers }, body: encodeJson(body) }
}

/** A successful answer: the client library accepts only `"status":"ok"`. */
export const ok = (
  body: Record<string, unknown> = {},
  headers: Record<string, string | string[]> = {},
): Answer => json({ ...body, status: 'ok' }, 200, headers)

export const fail = (status: number, body: Record<string, unknown>): Answer =>
  json({ ...body, status: 'fail' }, status)

export const html = (status: number, text: string): Answer => ({
  status,
  headers: HTML_TYPE,
  body: `<!DOCTYPE html><html><head><title>${text}</title></head><body>${text}</body></html>`,
})

export const empty = (status: number): Answer => ({ status, headers: HTML_TYPE, body: '' })

export const plain = (status: number, body: string): Answer => ({
  status,
  headers: HTML_TYPE,
  body,
})

export const redirect = (location: string): Answer => ({
  status: 302,
  headers: { ...HTML_TYPE, location },
  body: '',
})

export const loginRequired = (): Answer =>
  fail(403, {
    message: 'login_required',
    error_title: "You've Been Logged Out",
    error_body: 'Please log back in.',
    logout_reason: 8,
  })

export const challengeRequired = (path = '/challenge/61000000000/Ab3dEf/'): Answer =>
  fail(400, {
    message: 'challenge_required',
    challenge: {
      url: `https://i.instagram.com${path}`,
      api_path: path,
      hide_webview_header: true,
      lock: true,
      logout: false,
      native_flow: true,
    },
    error_type: 'checkpoint_challenge_required',
  })
