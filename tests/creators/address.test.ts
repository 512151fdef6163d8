import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCreatorAddress, splitPasted } from '../../src/creators/address.ts'

describe('the address of a creator', () => {
  test.for<[string, string]>([
    ['natgeo', 'natgeo'],
    ['@natgeo', 'natgeo'],
    [' @NatGeo ', 'natgeo'],
    ['＠natgeo', 'natgeo'],
    ['ｎａｔｇｅｏ', 'natgeo'],
    ['\u200b@nat\u200dgeo\ufeff', 'natgeo'],
    ['\u202anat_geo\u202c', 'nat_geo'],
    ['nat.geo_1', 'nat.geo_1'],
    ['12345', '12345'],
    ['https://www.instagram.com/constructor', 'constructor'],
    ['nasa.gov', 'nasa.gov'],
    ['natgeo/', 'natgeo'],
    ['@natgeo/reels/', 'natgeo'],
    ['@natgeo?igsh=MzRl', 'natgeo'],
    ['instagram.com/natgeo', 'natgeo'],
    ['https://instagram.com/natgeo', 'natgeo'],
    ['http://www.instagram.com/natgeo/', 'natgeo'],
    ['HTTPS://WWW.Instagram.COM/NatGeo', 'natgeo'],
    ['m.instagram.com/natgeo', 'natgeo'],
    ['https://www.instagram.com:443/natgeo', 'natgeo'],
    ['https://www.instagram.com//natgeo//', 'natgeo'],
    ['https://www.instagram.com/natgeo/?hl=en', 'natgeo'],
    ['https://www.instagram.com/natgeo?igsh=MzRlODBiNWFlZA==&utm_source=qr', 'natgeo'],
    ['https://www.instagram.com/natgeo/#', 'natgeo'],
    ['https://www.instagram.com/@natgeo', 'natgeo'],
    ['https://www.instagram.com/%40natgeo', 'natgeo'],
    ['https://www.instagram.com/natgeo/reels/', 'natgeo'],
    ['https://www.instagram.com/natgeo/tagged/', 'natgeo'],
    ['https://www.instagram.com/natgeo/p/DAbc_-123/', 'natgeo'],
    ['https://www.instagram.com/natgeo/reel/DAbc_-123/', 'natgeo'],
    ['https://www.instagram.com/_u/natgeo', 'natgeo'],
    ['https://www.instagram.com/stories/natgeo/3141592653589793238/', 'natgeo'],
    ['https://instagr.am/natgeo', 'natgeo'],
    ['ig.me/m/natgeo', 'natgeo'],
    ['instagram://user?username=NatGeo', 'natgeo'],
    [
      'intent://www.instagram.com/natgeo/#Intent;package=com.instagram.android;scheme=https;end',
      'natgeo',
    ],
    ['https://l.instagram.com/?u=https%3A%2F%2Fwww.instagram.com%2Fnatgeo%2F&e=AT0', 'natgeo'],
    ['https://l.facebook.com/l.php?u=https%3A%2F%2Finstagram.com%2Fnatgeo', 'natgeo'],
    ['https://www.instagram.com/accounts/login/?next=%2Fnatgeo%2F', 'natgeo'],
    ['[Nat Geo](https://www.instagram.com/natgeo/)', 'natgeo'],
    ['[Nat Geo](<https://www.instagram.com/natgeo/> "title")', 'natgeo'],
    ['<https://www.instagram.com/natgeo/>', 'natgeo'],
    ['(@natgeo)', 'natgeo'],
    ['"natgeo"', 'natgeo'],
    ['«https://instagram.com/natgeo»', 'natgeo'],
    ['`@natgeo`', 'natgeo'],
    ['**@natgeo**', 'natgeo'],
  ])('%j means %s', ([text, username]) => {
    expect(parseCreatorAddress(text)).toEqual({ username })
  })

  test.for<[string, RegExp]>([
    ['', /^is empty$/],
    [' \u200b ', /^is empty$/],
    ['@', /^is empty$/],
    ['https://www.instagram.com/p/DAbc123/', /^is the address of a post, not of a profile: give/],
    ['instagram.com/P/DAbc123', /of a post/],
    ['https://www.instagram.com/reel/DAbc123/?igsh=x', /of a reel/],
    ['https://www.instagram.com/reels/DAbc123/', /of a reel/],
    ['https://www.instagram.com/tv/DAbc123/', /of a video/],
    ['https://instagr.am/p/DAbc123', /of a post/],
    ['https://www.instagram.com/explore/tags/мама/', /of a search/],
    ['https://www.instagram.com/accounts/edit/', /Instagram itself/],
    ['https://www.instagram.com/accounts/login/?next=%2Fp%2FDAbc123%2F', /of a post/],
    ['https://www.instagram.com/accounts/login/?next=//evil.example/natgeo', /Instagram itself/],
    ['https://www.instagram.com/direct/t/12345', /of a conversation/],
    ['https://www.instagram.com/stories/highlights/17912345678901234/', /of a highlight/],
    ['https://www.instagram.com/stories/', /Instagram itself/],
    ['https://www.instagram.com/share/BAbc123', /of a share link/],
    ['https://www.instagram.com/invites/contact/?i=1abc&utm_content=2xy', /of an invitation/],
    ['https://www.instagram.com/j/AbaBcDeF/', /Instagram itself/],
    ['https://www.instagram.com/locations/213385402/almaty/', /of a place/],
    ['https://www.instagram.com/locations/', /of a place/],
    ['instagram.com/nametag', /of a QR code/],
    ['https://www.instagram.com/create/story', /of the editor/],
    ['https://www.instagram.com/ads/archive', /of the library of ads/],
    ['https://www.instagram.com/session/login/', /of a sign-in/],
    ['https://www.instagram.com/channel/AbC1/', /of a channel/],
    ['https://www.instagram.com/some_new_page/of/instagram', /Instagram itself/],
    ['https://www.instagram.com/', /the address of Instagram itself: give/],
    ['instagram.com', /the address of Instagram itself: give/],
    ['https://help.instagram.com/natgeo', /a page of Instagram itself/],
    ['instagram://media?id=123', /of a post/],
    ['https://www.tiktok.com/@natgeo', /on www\.tiktok\.com, not on Instagram/],
    ['www.natgeo.com', /on www\.natgeo\.com, not on Instagram/],
    ['example.com/natgeo', /on example\.com/],
    ['https://instagram.com.evil.example/natgeo', /on instagram\.com\.evil\.example/],
    ['https://instagram.com@evil.example/natgeo', /on evil\.example/],
    ['https://іnstagram.com/natgeo', /on xn--/],
    ['https://l.instagram.com/?u=https%3A%2F%2Fexample.com%2Fnatgeo', /on example\.com/],
    ['https://www.instagram.com/%E0%A4%A', /faulty % code/],
    ['ftp://instagram.com/natgeo', /not a web address/],
    ['anna@example.com', /e-mail address/],
    ['mailto:anna@example.com', /e-mail|web address/],
    ['#natgeo', /is a hashtag/],
    ['nat geo', /has a space inside/],
    ['https://instagram.com/nat%20geo', /has a space inside/],
    ['x'.repeat(31), /longer than 30/],
    ['natgeo😀', /has an emoji/],
    ['nаtgeo', /letter “а”, which only looks like a Latin one/],
    ['https://instagram.com/nаtgeo', /only looks like a Latin one/],
    ['мама', /only letters a–z/],
    ['ein_böser', /only letters a–z/],
    ['.dot', /no dot at an end/],
    ['dot.', /no dot at an end/],
    ['..', /no dot at an end/],
    ['nat-geo', /only letters a–z/],
    ['~1234', /only letters a–z/],
    [`https://www.instagram.com/natgeo/?${'x'.repeat(2_000)}`, /longer than any address/],
  ])('%j is refused', ([text, reason]) => {
    expect(parseCreatorAddress(text)).toEqual({ reason: expect.stringMatching(reason) })
  })

  test.for(['old..name', '@Old..Name', 'https://www.instagram.com/old..name/?hl=ru'])(
    '%j has two dots in a row, as old names may',
    (text) => {
      expect(parseCreatorAddress(text)).toEqual({ username: 'old..name' })
    },
  )

  test('any name is found in any form', () => {
    fc.assert(
      fc.property(aName, fc.constantFrom(...forms), (name, form) => {
        expect(parseCreatorAddress(form(name))).toEqual({ username: name })
      }),
    )
  })

  test('any text has a name that can exist, or a reason', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })),
        (text) => {
          const parsed = parseCreatorAddress(text)
          if ('username' in parsed)
            expect(parseCreatorAddress(parsed.username)).toEqual({ username: parsed.username })
          else expect(parsed.reason).not.toBe('')
        },
      ),
    )
  })
})

describe('a pasted list', () => {
  test.for<[string, string[]]>([
    ['', []],
    [' , ;\n', []],
    ['a, b; c|d\te f\r\ng', ['a', 'b', 'c', 'd', 'e', 'f', 'g']],
    ['- @a\n• b\n1. c\n2) d', ['@a', 'b', 'c', 'd']],
    ['["a", "b"]', ['a', 'b']],
    ['(a), <b>, «c».', ['a', 'b', 'c']],
    ['a — b – c & d + e', ['a', 'b', 'c', 'd', 'e']],
    ['@a、@b，@c', ['@a', '@b', '@c']],
    ['[Nat Geo](https://instagram.com/natgeo) b', ['https://instagram.com/natgeo', 'b']],
    ['Nat Geo - https://instagram.com/natgeo/', ['Nat Geo', 'https://instagram.com/natgeo/']],
    ['.a', ['.a']],
  ])('%j is %j', ([text, pieces]) => {
    expect(splitPasted(text)).toEqual(pieces)
  })

  test.for(['"', '[', '[](', '(', ' ', ',', '[a](b', '@', '-', '\\', 'a'])(
    'is split in time even when it is %j again and again',
    (sign) => {
      // What takes quadratic time does not end within the time of a test.
      const pieces = splitPasted(`${sign.repeat(300_000)}x`)
      expect(pieces.map(parseCreatorAddress).length).toBeGreaterThan(0)
    },
  )

  test('gives every name in its order, whatever separates them', () => {
    const separator = fc.constantFrom(',', ', ', ';', '\n', '\r\n', '\t', ' ', ' | ', '\n- ')
    fc.assert(
      fc.property(fc.array(fc.tuple(aName, separator)), (list) => {
        const text = list.map(([name, after]) => `@${name}${after}`).join('')
        expect(splitPasted(text)).toEqual(list.map(([name]) => `@${name}`))
      }),
    )
  })
})

const aName = fc
  .stringMatching(/^[a-z0-9_](?:[a-z0-9_.]{0,28}[a-z0-9_])?$/)
  .filter((name) => !name.startsWith('www.'))

const forms: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => `@${name}`,
  (name) => `＠${name.toUpperCase()}`,
  (name) => `https://www.instagram.com/_u/${name}/?hl=kk#top`,
  (name) => `instagram.com/stories/${name}/123`,
  (name) => `instagram.com/_u/${name}`,
  (name) => `instagram://user?username=${name}`,
  (name) => `<https://l.instagram.com/?u=https%3A%2F%2Finstagr.am%2F_u%2F${name}>`,
]
