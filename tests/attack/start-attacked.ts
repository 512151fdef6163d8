import { ask, PASSWORD } from './attacks/people.ts'
import { z } from 'zod'
import { startShipped, type Shipped } from './shipped.ts'

/** A member who signs in while gramd is attacked. */
export const SCRIBE = { login: 'scribe', password: PASSWORD }

const Welcome = z.object({ welcome_code: z.string() })

/** Starts gramd as shipped with every way in that a stranger has, and one member. */
export async function startAttacked(
  fill: (databaseUrl: string) => Promise<void>,
): Promise<Shipped> {
  const shipped = await startShipped(fill, {
    META_APP_ID: '1234567890',
    META_APP_SECRET: '0123456789abcdef0123456789abcdef',
    GRAMD_PUBLIC_URL: 'https://gramd.example.com',
    GRAMD_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-the-attack',
    OPENAI_WEBHOOK_SECRET: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
  })
  const { login, password } = SCRIBE
  const added = await ask(shipped, 'POST', '/api/users', { json: { login, role: 'member' } })
  const { welcome_code: code } = Welcome.parse(await added.json())
  await ask(shipped, 'POST', '/api/auth/welcome', { json: { code, password } })
  return shipped
}
