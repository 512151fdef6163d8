import { expect, test } from 'vitest'
import { redact } from '../../src/base/log/redact.ts'

test.for([
  ['http://user:p%40ss@127.0.0.1:8080/', 'p%40ss', 'http://***@127.0.0.1:8080/'],
  [
    'postgres://gramd:hunter22@db/gramd?sslmode=off',
    'hunter22',
    'postgres://***@db/gramd?sslmode=off',
  ],
  ['socks5://only-user@host:1', 'only-user', 'socks5://***@host:1'],
  ['authorization: Bearer IGT:2:eyJkc191c2VyX2lkIjoiNDIifQ==', 'eyJkc191', undefined],
  ['{"Authorization":"Bearer IGT:2:eyJkc1"}', 'eyJkc1', undefined],
  ['token IGT:2:eyJkc191c2VyX2lkIjoiNDIifQ== was refused', 'eyJkc191', 'token *** was refused'],
  ['Proxy-Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz', undefined],
  ['Cookie: mid=1; sessionid=42%3Aabc%3A1; ds_user_id=42', '42%3Aabc', 'Cookie: ***'],
  ['"set-cookie":["sessionid=42:abc; Path=/","mid=zz"]', '42:abc', undefined],
  ['?sessionid=42%3Aabc%3A1&x=1', '42%3Aabc', '?sessionid=***&x=1'],
  ['{"sessionid":"42:abc:1","pk":1}', '42:abc', '{"sessionid":***,"pk":1}'],
  ['{\\"sessionid\\":\\"42:abc:1\\",\\"pk\\":1}', '42:abc', undefined],
  ['sessionid%3D42abc', '42abc', 'sessionid%3D***'],
  ['enc_password=#PWD_INSTAGRAM:4:1700000000:AbCd+/==', 'AbCd', undefined],
  ['"enc_password":"#PWD_INSTAGRAM:4:1700000000:AbCd+/=="', 'AbCd', undefined],
  ['password=hunter22&username=ada', 'hunter22', 'password=***&username=ada'],
  ["{ password: 'hunter22', username: 'ada' }", 'hunter22', "{ password: ***, username: 'ada' }"],
  ['{"password":"a \\\\ hunter22"}', 'hunter22', undefined],
  ['OPENAI_API_KEY=sk-proj-abcdefghij123', 'abcdefghij', undefined],
  ['token: abcdef', 'abcdef', 'token: ***'],
  ['signed with whsec_aGVsbG8gd29ybGQh==, sent', 'aGVsbG8', 'signed with ***, sent'],
  [
    'POST https://api.telegram.org/bot1234567:abcdefghijklmnopqrstuvwxyz-ABCDEFGH/sendMessage',
    'abcdefghij',
    'POST https://api.telegram.org/bot***/sendMessage',
  ],
  ['csrftoken=abcdef;', 'abcdef', 'csrftoken=***;'],
] as const)('hides the secret in %s', ([text, secret, expected]) => {
  const clean = redact(text)
  expect(clean).not.toContain(secret)
  if (expected !== undefined) expect(clean).toBe(expected)
})

test.for([
  'rate limited: status 429 at users/usernameinfo',
  'connect ECONNREFUSED 127.0.0.1:8080',
  'a basic fact about passwords and cookies',
  'https://l.instagram.com/?u=https%3A%2F%2Fexample.com&e=AT',
  '{"message":"Please wait a few minutes before you try again.","status":"fail"}',
  'mail to ada@example.com',
  '',
])('leaves %s as it is', (text) => {
  expect(redact(text)).toBe(text)
})

test('hides secrets that the caller knows, in every form they travel in', () => {
  const password = 'k÷y "wörd" 1'
  const text = [
    password,
    encodeURIComponent(password),
    JSON.stringify({ note: password }),
    encodeURIComponent(password).toLowerCase(),
    encodeURIComponent(password).replaceAll('%20', '+'),
    JSON.stringify(JSON.stringify(password)),
    String.raw`"k\u00f7y \"w\u00f6rd\" 1"`,
    Buffer.from(password).toString('base64'),
    Buffer.from(password).toString('base64url'),
  ]

  const clean = text.map((form) => redact(form, [password]))

  const hidden = '***'
  expect(clean).toEqual([
    hidden,
    hidden,
    '{"note":"***"}',
    hidden,
    hidden,
    String.raw`"\"***\""`,
    '"***"',
    hidden,
    hidden,
  ])
})

test('does not blacken words for the sake of a tiny or empty secret', () => {
  expect(redact('a status of an answer', ['', 'a', 'of'])).toBe('a status of an answer')
})

test('takes time in proportion to the text, whatever it holds', () => {
  for (const text of [
    'password',
    '://',
    'cookie:',
    '#PWD_A:',
    '"',
    'a'.repeat(50) + ':',
    'token=',
  ]) {
    expect(typeof redact(text.repeat(20_000))).toBe('string')
  }
})

test.for([
  'access token: You cannot access the app till you log in to www.facebook.com',
  'Error validating access token: The session has been invalidated because the user changed the password',
  'Error validating access token: Session has expired on Tuesday',
  'password: must have at least 12 characters',
  'password: is required',
  'secret: expected whsec_ and 24 to 64 bytes in Base64',
  'authorization: expected a bearer token',
  'Bearer token is missing',
  'Bearer authentication is required',
])('a sentence stays whole: %s', (sentence) => {
  expect(redact(sentence)).toBe(sentence)
})

test.for([
  ['access token: EAABwzLixnjYBO', 'access token: ***'],
  ['password: your', 'password: your'],
  ['password=your&x=1', 'password=***&x=1'],
  ['"token":"you","x":1', '"token":***,"x":1'],
  ['authorization: Bearer tok3n.abc', 'authorization: Bearer ***'],
] as const)('%s is %s', ([text, expected]) => {
  expect(redact(text)).toBe(expected)
})
