import { z } from 'zod'
import { KEY } from '../shipped-key.ts'
import type { Shipped } from '../shipped.ts'

export const PASSWORD = 'Vh7-lantern-quarry-84-mosaic'
const Welcome = z.object({ welcome_code: z.string() })
const Session = z.object({ token: z.string() })

/** Asks the API with a token, and JSON as the body. */
export async function ask(
  { url }: Pick<Shipped, 'url'>,
  method: string,
  path: string,
  { token = KEY, json }: { token?: string; json?: unknown } = {},
): Promise<Response> {
  return await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  })
}

/** Adds a user and signs them in, by the address 127.0.0.1. */
export async function aPerson(
  shipped: Pick<Shipped, 'url'>,
  login: string,
  role: string,
): Promise<{ token: string }> {
  const added = await ask(shipped, 'POST', '/api/users', { json: { login, role } })
  const { welcome_code: code } = Welcome.parse(await added.json())
  await ask(shipped, 'POST', '/api/auth/welcome', { json: { code, password: PASSWORD } })
  const signedIn = await ask(shipped, 'POST', '/api/auth/login', {
    json: { login, password: PASSWORD },
  })
  return Session.parse(await signedIn.json())
}
