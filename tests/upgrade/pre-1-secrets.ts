/** The encryption key of the stored backup, and what it has encrypted. No other secret is in the file. */
export const PRE_1_KEYS = `old:${Buffer.alloc(32, 7).toString('base64')}`

const USER = '0198c1a5-0000-7000-8000-0000000000a1'
const ACCOUNT = '01900000-0000-7000-8000-00000000a002'
const PROXY = '01900000-0000-7000-8000-00000000b001'
const CONNECTION = '0198c1a5-0000-7000-8000-00000000d001'

/** Base32 of 20 bytes, as authenticators take it. */
export const TOTP_SEED = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

type StoredSecret = {
  table: string
  column: string
  /** The column, or the expression, by which `row` is found. */
  id: string
  row: string
  text: string
}

/** The stored password of an account. */
export const passwordOf = (id: string, username: string): StoredSecret => ({
  table: 'instagram_accounts',
  column: 'secrets',
  id: 'id::text',
  row: id,
  text: JSON.stringify({ password: `пароль of ${username}`, totpSeed: TOTP_SEED }),
})

export const SECRETS: readonly StoredSecret[] = [
  {
    table: 'instagram_accounts',
    column: 'session',
    id: 'id::text',
    row: ACCOUNT,
    text: JSON.stringify({ cookies: { sessionid: '1%3Aabc' } }),
  },
  {
    table: 'instagram_accounts',
    column: 'pending_login',
    id: 'id::text',
    row: '01900000-0000-7000-8000-00000000a001',
    text: JSON.stringify({ two_factor_identifier: 'x' }),
  },
  {
    table: 'proxies',
    column: 'credentials',
    id: 'id::text',
    row: PROXY,
    text: JSON.stringify({ username: 'proxy-user', password: 'proxy-password' }),
  },
  { table: 'connections', column: 'token', id: 'id::text', row: CONNECTION, text: 'page-token' },
  {
    table: 'connections',
    column: 'user_token',
    id: 'id::text',
    row: CONNECTION,
    text: 'user-token',
  },
  { table: 'second_factors', column: 'seed', id: 'user_id::text', row: USER, text: TOTP_SEED },
  {
    table: 'notification_channels',
    column: 'settings',
    id: `user_id || ':' || kind`,
    row: `${USER}:webhook`,
    text: JSON.stringify({
      kind: 'webhook',
      url: 'https://hooks.example/secret-path',
      secret: 'hook-secret',
    }),
  },
  {
    table: 'erasure_key',
    column: 'key_encrypted',
    id: `'singleton'`,
    row: 'singleton',
    text: Buffer.alloc(32, 9).toString('base64'),
  },
]
