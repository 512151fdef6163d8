import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { answering, APPS, failureOf } from './answering-server.ts'

describe('the dialog', () => {
  test('of Facebook Login asks for rights, and again for refused ones', async () => {
    const { client, url } = await answering(() => ({}))
    const address = new URL(
      client.dialogUrl({
        login: 'facebook',
        redirectUri: 'https://gramd.example/callback?a=b',
        state: 'st&te',
        scopes: ['instagram_basic', 'pages_show_list'],
        again: 'rerequest',
      }),
    )
    expect(address.origin + address.pathname).toBe(`${url}/v25.0/dialog/oauth`)
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: APPS.facebook.id,
      redirect_uri: 'https://gramd.example/callback?a=b',
      response_type: 'code',
      state: 'st&te',
      scope: 'instagram_basic,pages_show_list',
      auth_type: 'rerequest',
    })
  })

  test('of Facebook Login for Business names its configuration instead of rights', async () => {
    const { client } = await answering(() => ({}), { loginConfigId: '77' })
    const dialog = { redirectUri: 'https://a.example/', state: 's', scopes: ['instagram_basic'] }
    const facebook = new URL(client.dialogUrl({ login: 'facebook', ...dialog }))
    expect(facebook.searchParams.get('config_id')).toBe('77')
    expect(facebook.searchParams.has('scope')).toBe(false)
    const instagram = new URL(client.dialogUrl({ login: 'instagram', ...dialog }))
    expect(instagram.pathname).toBe('/oauth/authorize')
    expect(instagram.searchParams.has('config_id')).toBe(false)
    expect(instagram.searchParams.get('scope')).toBe('instagram_basic')
  })

  test('is offered only for a login that has an app', async () => {
    const { client } = await answering(() => ({}), { apps: { instagram: APPS.instagram } })
    expect(client.logins).toEqual(['instagram'])
    expect(() => client.appIdOf('facebook')).toThrow('not configured')
    expect(client.appIdOf('instagram')).toBe(APPS.instagram.id)
  })
})

describe('a code of Facebook Login', () => {
  test('is exchanged in a form, without what Facebook appends', async () => {
    const { client, asked, request } = await answering(() => ({
      body: { access_token: 'EAAB', token_type: 'bearer', expires_in: 5_183_944 },
    }))
    const redirectUri = 'https://gramd.example/callback'
    const code = { login: 'facebook', code: 'abc#_=_', redirectUri } as const
    expect(await client.exchangeCode(code, request)).toEqual({
      token: 'EAAB',
      expiresInMs: 5_183_944_000,
      userId: null,
      scopes: null,
    })
    const [only] = asked
    expect(only).toMatchObject({ method: 'POST', path: '/fb/v25.0/oauth/access_token' })
    expect(only?.query.size).toBe(0)
    expect(Object.fromEntries(only?.form ?? [])).toEqual({
      client_id: APPS.facebook.id,
      client_secret: APPS.facebook.secret,
      redirect_uri: redirectUri,
      code: 'abc',
    })
  })

  test('that was used is a refusal without the code or the secret in it', async () => {
    const { client, request } = await answering(() => ({
      status: 400,
      body: {
        error: {
          message: `This authorization code has been used: my-code-4711 ${APPS.facebook.secret}`,
          code: 100,
          error_subcode: 36_009,
          fbtrace_id: 'TR',
        },
      },
    }))
    const code = {
      login: 'facebook',
      code: 'my-code-4711',
      redirectUri: 'https://a.example',
    } as const
    const error = await failureOf(client.exchangeCode(code, request))
    expect(error).toMatchObject({
      code: 'meta_invalid',
      kind: 'invalid',
      metaCode: 100,
      metaSubcode: 36_009,
      traceId: 'TR',
    })
    expect(String(error)).toContain('has been used')
    expect(String(error)).not.toMatch(/my-code-4711|facebook-secret/)
  })

  test('gives a long-lived token, whose life Meta may leave open', async () => {
    const { client, asked, call } = await answering(() => ({ body: { access_token: 'LONG' } }))
    const token = await client.extendToken(call('facebook', 'SHORT'))
    expect(token).toMatchObject({ token: 'LONG', expiresInMs: null })
    expect(asked[0]?.form.get('fb_exchange_token')).toBe('SHORT')
    expect(asked[0]?.query.size).toBe(0)
  })
})

describe('a code of Instagram Login', () => {
  test.for([
    [
      'flat, rights as a list',
      '{"access_token":"IG","user_id":17841400000000001,"permissions":["a","b"]}',
    ],
    [
      'in data, rights as a text',
      '{"data":[{"access_token":"IG","user_id":"17841400000000001","permissions":"a,b"}]}',
    ],
  ] as const)('is read %s', async ([, body]) => {
    const { client, asked, request } = await answering(() => ({ body }))
    const code = { login: 'instagram', code: 'abc#_', redirectUri: 'https://a.example' } as const
    expect(await client.exchangeCode(code, request)).toMatchObject({
      token: 'IG',
      userId: '17841400000000001',
      scopes: ['a', 'b'],
    })
    expect(asked[0]?.path).toBe('/api/oauth/access_token')
    expect(asked[0]?.form.get('code')).toBe('abc')
    expect(asked[0]?.form.get('grant_type')).toBe('authorization_code')
  })

  test('of more than 2^53 keeps every digit of its owner', async () => {
    const body = '{"access_token":"IG","user_id":178414000000000017}'
    const { client, request } = await answering(() => ({ body }))
    const code = { login: 'instagram', code: 'abc', redirectUri: 'https://a.example' } as const
    const token = await client.exchangeCode(code, request)
    expect(token.userId).toBe('178414000000000017')
  })

  test('that was used is a refusal in a form of its own', async () => {
    const { client, request } = await answering(() => ({
      status: 400,
      body: {
        error_type: 'OAuthException',
        code: 400,
        error_message: 'Matching code was not found or was already used',
      },
    }))
    const code = { login: 'instagram', code: 'abc', redirectUri: 'https://a.example' } as const
    const error = await failureOf(client.exchangeCode(code, request))
    expect(error).toMatchObject({ kind: 'invalid', metaCode: null, httpStatus: 400 })
  })

  test('is extended and renewed at addresses without a version', async () => {
    const { client, asked, call } = await answering(() => ({
      body: { access_token: 'NEXT', expires_in: 60 },
    }))
    await client.extendToken(call('instagram', 'SHORT'))
    const renewed = await client.refreshToken(call('instagram', 'LONG'))
    expect(renewed).toMatchObject({ token: 'NEXT', expiresInMs: 60_000 })
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /ig/access_token',
      'GET /ig/refresh_access_token',
    ])
    expect(asked[1]?.query.get('access_token')).toBe('LONG')
  })
})

test('the state of a token tells what it is for, and when it ends', async () => {
  const { client, asked, request } = await answering(() => ({
    body: {
      data: {
        type: 'PAGE',
        user_id: '1000',
        profile_id: '2000',
        is_valid: true,
        issued_at: 1_760_000_000,
        expires_at: 0,
        data_access_expires_at: 1_767_776_000,
        scopes: ['instagram_basic', 'pages_show_list'],
        granular_scopes: [
          { scope: 'instagram_basic', target_ids: ['17841400000000001'] },
          { scope: 'pages_show_list' },
        ],
      },
    },
  }))
  expect(await client.inspectToken('EAAB', request)).toEqual({
    isValid: true,
    kind: 'PAGE',
    userId: '1000',
    pageId: '2000',
    issuedAt: new Date(1_760_000_000_000),
    expiresAt: null,
    dataAccessExpiresAt: new Date(1_767_776_000_000),
    scopes: ['instagram_basic', 'pages_show_list'],
    targets: { instagram_basic: ['17841400000000001'] },
    fault: null,
  })
  expect(asked[0]?.authorization).toBe(`Bearer ${APPS.facebook.id}|${APPS.facebook.secret}`)
})

test('a dead token has its fault', async () => {
  const { client, request } = await answering(() => ({
    body: { data: { is_valid: false, scopes: [], error: { code: 190, subcode: 460 } } },
  }))
  const state = await client.inspectToken('EAAB', request)
  expect(state).toMatchObject({ isValid: false, fault: { metaCode: 190, metaSubcode: 460 } })
})

test('rights are told apart by their status', async () => {
  const { client, asked, call } = await answering(() => ({
    body: {
      data: [
        { permission: 'instagram_basic', status: 'granted' },
        { permission: 'instagram_manage_insights', status: 'declined' },
        { permission: 'pages_show_list', status: 'expired' },
      ],
    },
  }))
  expect(await client.permissions(call('facebook', 'EAAB'))).toEqual({
    granted: ['instagram_basic'],
    declined: ['instagram_manage_insights'],
    expired: ['pages_show_list'],
  })
  const proof = createHmac('sha256', APPS.facebook.secret).update('EAAB').digest('hex')
  expect(asked[0]).toMatchObject({ authorization: 'Bearer EAAB', path: '/fb/v25.0/me/permissions' })
  expect(asked[0]?.query.get('appsecret_proof')).toBe(proof)
})

test('pages are read over all pages of the answer, also an empty one, with and without Instagram', async () => {
  const page = (id: string, more: object) => ({ id, name: id, access_token: `T${id}`, ...more })
  const next = 'https://graph.facebook.com/v25.0/me/accounts?access_token=SECRET&after=x'
  const answers = [
    { data: [page('1', { tasks: ['MANAGE'] })], paging: { cursors: { after: 'a1' }, next } },
    { data: [], paging: { cursors: { after: 'a2' }, next } },
    {
      data: [
        page('2', {
          instagram_business_account: { id: '17841400000000001', username: 'Qahwa.Co' },
        }),
      ],
      paging: { cursors: { after: 'a3' } },
    },
  ]
  const { client, asked, call } = await answering((_asked, count) => ({ body: answers[count - 1] }))
  expect(await client.pages(call('facebook'))).toEqual([
    { id: '1', name: '1', token: 'T1', tasks: ['MANAGE'], account: null },
    {
      id: '2',
      name: '2',
      token: 'T2',
      tasks: [],
      account: {
        platformId: '17841400000000001',
        username: 'qahwa.co',
        name: null,
        pictureUrl: null,
      },
    },
  ])
  expect(asked.map(({ query }) => query.get('after'))).toEqual([null, 'a1', 'a2'])
})

test('a list whose cursor stands still is an error, not an endless loop', async () => {
  const { client, call } = await answering(() => ({
    body: { data: [], paging: { cursors: { after: 'same' }, next: 'x' } },
  }))
  expect(await failureOf(client.pages(call('facebook')))).toMatchObject({
    code: 'unexpected_answer',
  })
})

test('a grant is withdrawn where Meta offers it', async () => {
  const { client, asked, call } = await answering(() => ({ body: { success: true } }))
  expect(await client.revoke(call('facebook'))).toBe(true)
  expect(await client.revoke(call('instagram'))).toBe(false)
  expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'DELETE /fb/v25.0/me/permissions',
  ])
})
